namespace ContextExchange.Simulation.Tests.History;

/// <summary>P4 and P6: what stands in mailboxes, and who wrote it.</summary>
internal static class MailboxRules
{
    public static IEnumerable<Violation> Check(IndexedHistory history) =>
    [
        .. MailboxesHaveNoGap(history), .. SendersOrderIsKept(history), .. PlacesDoNotChange(history),
        .. ClaimsFence(history),
    ];

    /// <summary>P4: 1, 2, 3, ...</summary>
    private static IEnumerable<Violation> MailboxesHaveNoGap(IndexedHistory history)
    {
        foreach (var mailbox in history.Kept)
        {
            long expected = 0;
            foreach (var kept in mailbox)
            {
                expected++;
                if (kept.Item.Sequence == expected) continue;
                yield return new(
                    Promise.Ordered, $"A mailbox has #{kept.Item.Sequence} at place {expected}.", kept);
                break;
            }
        }
    }

    /// <summary>P4: the first places of one device's numbers on one connection are 1, 2, 3, ...</summary>
    private static IEnumerable<Violation> SendersOrderIsKept(IndexedHistory history)
    {
        foreach (var mailbox in history.Kept)
        {
            var newest = new Dictionary<(ConnectionId, DeviceId), long>();
            foreach (var kept in mailbox.Where(kept => kept.Item.Notice is null))
            {
                var of = kept.Item.Of;
                var before = newest.GetValueOrDefault((of.Connection, of.Device));
                if (of.Number <= before) continue;
                if (of.Number > before + 1)
                    yield return new(Promise.Ordered, $"{of} comes after number {before}.", kept);
                newest[(of.Connection, of.Device)] = of.Number;
            }
        }
    }

    /// <summary>P6: one place holds one thing, whoever looks; a message that has ended may be a stub.</summary>
    private static IEnumerable<Violation> PlacesDoNotChange(IndexedHistory history)
    {
        var places = new Dictionary<(AgentId, long), (MailboxItem Item, HistoryEvent By)>();
        foreach (var e in history.Events)
        {
            var (agent, item) = e switch
            {
                Stored stored => (stored.Mailbox, stored.Item),
                Received received => (received.Agent, received.Item),
                Kept kept => (kept.Mailbox, kept.Item),
                _ => (default, null),
            };
            if (item is null) continue;
            if (places.TryAdd((agent, item.Sequence), (item, e))) continue;
            var first = places[(agent, item.Sequence)];
            if (!IsSame(first.Item, item))
                yield return new(Promise.OneWriter, $"#{item.Sequence} holds two things.", first.By, e);
        }
    }

    private static bool IsSame(MailboxItem one, MailboxItem other)
    {
        if (one.Notice is not null || other.Notice is not null)
            return (one.Notice, one.Message) == (other.Notice, other.Message);
        return (one.Of, one.Digest) == (other.Of, other.Digest)
            && (one.Kind == other.Kind || other.Kind == EntryKind.Stub || one.Kind == EntryKind.Stub);
    }

    /// <summary>P6: each claim is above all before it, and nothing is written under an older one.</summary>
    private static IEnumerable<Violation> ClaimsFence(IndexedHistory history)
    {
        var newest = new Dictionary<AgentId, long>();
        foreach (var e in history.Events)
        {
            if (e is Claimed claimed)
            {
                if (claimed.Epoch <= newest.GetValueOrDefault(claimed.Mailbox))
                    yield return new(Promise.OneWriter, "A claim fences nobody.", claimed);
                newest[claimed.Mailbox] = Math.Max(claimed.Epoch, newest.GetValueOrDefault(claimed.Mailbox));
            }
            else if (e is Stored stored && stored.Epoch < newest.GetValueOrDefault(stored.Mailbox))
            {
                yield return new(Promise.OneWriter, "Something was written under a claim that is over.", stored);
            }
        }
    }
}
