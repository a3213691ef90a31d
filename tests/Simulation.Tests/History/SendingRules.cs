namespace ContextExchange.Simulation.Tests.History;

/// <summary>P1, P3 and P7 as senders see them.</summary>
internal static class SendingRules
{
    public static IEnumerable<Violation> Check(IndexedHistory history) =>
    [
        .. AnswersStand(history), .. AnswersAreConsistent(history), .. AnswersComeAfterTheFlush(history),
        .. EffectsHappenOnce(history), .. NothingExceedsItsBound(history),
    ];

    /// <summary>P1, P4: what was answered is in the mailbox: a message, or in its place a stub.</summary>
    private static IEnumerable<Violation> AnswersStand(IndexedHistory history)
    {
        if (history.Ended is null) yield break;
        foreach (var answers in history.Answers)
        {
            if (answers.FirstOrDefault(answer => IndexedHistory.Settles(answer.Status)) is not { } answer) continue;
            var kept = history.KeptOf[answers.Key].Where(kept => kept.Item.Digest == answer.Digest).ToArray();
            if (kept.Length == 0)
                yield return new(Promise.Durable, $"{answer.Of} was answered {answer.Status} and is gone.", answer);
            else if (answer.Status == SendStatus.Accepted && !kept.Any(k => k.Item.Kind == EntryKind.Message)
                && !HasEnded(history, answer))
                yield return new(Promise.Durable, $"{answer.Of} was accepted and withheld.", answer, kept[0]);
            else if (answer.Status != SendStatus.Accepted && kept[0].Item.Kind != EntryKind.Stub)
                yield return new(
                    Promise.Ordered, $"{answer.Of} was answered {answer.Status} and left no stub.", answer, kept[0]);
        }
    }

    private static bool HasEnded(IndexedHistory history, Answered answer) =>
        history.Sent[answer.Of].Any(sent => sent.Digest == answer.Digest && sent.Ends <= history.Ended!.At);

    /// <summary>P3: one number, one message, one answer; whoever repeats it gets that answer again.</summary>
    private static IEnumerable<Violation> AnswersAreConsistent(IndexedHistory history)
    {
        var settled = new Dictionary<MessageNumber, Answered>();
        var stored = new Dictionary<MessageNumber, Stored>();
        var sent = new Dictionary<int, (bool WasStored, Answered? Before)>();
        foreach (var e in history.Events)
        {
            if (e is Stored { Item.Notice: null } store) stored.TryAdd(store.Item.Of, store);
            if (e is Sent attempt)
                sent[attempt.Attempt] = (
                    stored.TryGetValue(attempt.Of, out var own) && own.Item.Digest == attempt.Digest,
                    settled.GetValueOrDefault(attempt.Of) is { } known && known.Digest == attempt.Digest
                        ? known
                        : null);
            if (e is not Answered answer) continue;
            if (IndexedHistory.Settles(answer.Status))
            {
                if (!settled.TryGetValue(answer.Of, out var first)) settled.Add(answer.Of, answer);
                else if (first.Digest != answer.Digest)
                    yield return new(Promise.EffectOnce, $"{answer.Of} was settled with two messages.", first, answer);
                else if ((first.Status, first.SettledAt) != (answer.Status, answer.SettledAt))
                    yield return new(Promise.EffectOnce, $"{answer.Of} was answered in two ways.", first, answer);
            }
            else if (!SendStatuses.Of(answer.Status).Retryable
                && sent.TryGetValue(answer.Attempt, out var at) && (at.WasStored || at.Before is not null))
            {
                yield return new(
                    Promise.EffectOnce, $"{answer.Of} is settled, and its repeat was refused.",
                    [.. at.Before is null ? Array.Empty<HistoryEvent>() : [at.Before], answer]);
            }
        }
    }

    /// <summary>P1: nobody hears of what is not on disk.</summary>
    private static IEnumerable<Violation> AnswersComeAfterTheFlush(IndexedHistory history)
    {
        if (!history.HasWitness) yield break;
        HashSet<(MessageNumber, Guid)> stored = [];
        HashSet<(AgentId, long)> places = [];
        foreach (var e in history.Events)
        {
            if (e is Stored store)
            {
                places.Add((store.Mailbox, store.Item.Sequence));
                if (store.Item.Notice is null) stored.Add((store.Item.Of, store.Item.Digest));
            }
            else if (e is Answered answer && IndexedHistory.Settles(answer.Status)
                && !stored.Contains((answer.Of, answer.Digest)))
            {
                yield return new(
                    Promise.Durable, $"{answer.Of} was answered {answer.Status} and is not on disk.", answer);
            }
            else if (e is Received received && !places.Contains((received.Agent, received.Item.Sequence)))
            {
                yield return new(
                    Promise.Durable, $"#{received.Item.Sequence} was shown and is not on disk.", received);
            }
        }
    }

    /// <summary>P3: one message in one mailbox, and once in each application.</summary>
    private static IEnumerable<Violation> EffectsHappenOnce(IndexedHistory history)
    {
        foreach (var effects in history.Events.OfType<Applied>().GroupBy(applied => (applied.Device, applied.Of)))
            if (effects.Skip(1).FirstOrDefault() is { } again)
                yield return new(Promise.EffectOnce, $"{again.Of} took effect twice.", effects.First(), again);

        foreach (var places in history.KeptOf)
        {
            var kept = places.ToArray();
            if (kept.Select(one => one.Item.Digest).Distinct().Count() > 1)
                yield return new(Promise.EffectOnce, $"{places.Key} stands for two messages.", kept);
            else if (kept.Length > 1 && (kept.Length > 2 || kept[0].Item.Kind != EntryKind.Stub
                || !WasHeld(history, kept[0])))
                yield return new(Promise.EffectOnce, $"{places.Key} stands in {kept.Length} places.", kept);
        }
    }

    /// <summary>A held message has a stub from when it was held, and its place from when it was released.</summary>
    private static bool WasHeld(IndexedHistory history, Kept stub)
    {
        var answers = history.Answers[stub.Item.Of].Where(one => IndexedHistory.Settles(one.Status)).ToArray();
        return answers.Length == 0 || answers.Any(answer => answer.Status == SendStatus.Held);
    }

    /// <summary>P7: bounds hold, and once everything has healed everything ends.</summary>
    private static IEnumerable<Violation> NothingExceedsItsBound(IndexedHistory history)
    {
        foreach (var measured in history.Events.OfType<Measured>().Where(one => one.Value > one.Bound))
            yield return new(
                Promise.Bounded, $"{measured.What} reached {measured.Value} of {measured.Bound}.", measured);
        foreach (var outstanding in history.Ended?.Outstanding ?? [])
            yield return new(Promise.Bounded, $"After everything had healed: {outstanding}.");
    }
}
