namespace ContextExchange.Client;

/// <summary>What waits until a person has said who the peer is.</summary>
internal sealed partial class MailboxReceiver
{
    // Asked for once: until something changes, whatever else comes from there waits too.
    private readonly HashSet<ConnectionId> _untrusted = [];

    private bool _hasReleased;

    /// <summary>What waited has a number outside of the mailbox.</summary>
    private static bool IsReleased(Delivery delivery) => delivery.Sequence >= Mailbox.Detached;

    /// <summary>Whether an entry is taken up only after what came before it, or not at all yet.</summary>
    private bool MustWait(Delivery delivery) => NeedsPeer(delivery)
        && (_untrusted.Contains(delivery.Connection)
            || (!IsReleased(delivery) && parked.Has(delivery.Connection)));

    private static bool NeedsPeer(Delivery delivery) =>
        delivery.Kind is EntryKind.Message or EntryKind.Stub
        || (Notice.TryParse(delivery.Body, out var notice)
            && notice is { Kind: NoticeKind.Nack } or { Kind: NoticeKind.SentBack });

    /// <summary>On the device's worker.</summary>
    private Need Park(Delivery delivery)
    {
        if (!_untrusted.Contains(delivery.Connection)) return Need.Release;
        if (IsReleased(delivery) || !parked.Park(delivery)) return Need.Nothing;
        _reports.Add(new ClientReport(
            "messages-wait", null,
            $"What comes over connection {delivery.Connection} waits here: nobody has said whose new key it is. "
            + "Compare safety numbers (cex verify), then trust it (cex trust)."));
        return Need.Nothing;
    }

    /// <summary>An entry is dealt with. On the device's worker, last in its work.</summary>
    private void Pass(Delivery delivery)
    {
        if (IsReleased(delivery)) parked.Remove(delivery);
        else mailbox.Advance(delivery.Sequence);
    }

    private void Offer(IReadOnlyList<MailboxItem> items)
    {
        mailbox.Offer(items);
        if (_hasReleased) mailbox.OfferDetached();
    }

    private async Task ReleaseAllAsync(CancellationToken ct)
    {
        parked.Rest();
        _untrusted.Clear();
        foreach (var connection in parked.Connections) await ReleaseAsync(connection, ct);
        parked.NoteTried();
    }

    /// <summary>Takes up what waits on a connection, oldest first, as far as its peer is trusted now.</summary>
    private async Task ReleaseAsync(ConnectionId connection, CancellationToken ct)
    {
        _hasReleased = true;
        while (!_untrusted.Contains(connection))
        {
            var waiting = await core.Worker.RunAsync(() => parked.Oldest(connection, MaxBurst));
            if (waiting.Count == 0) break;
            await TakeAsync(waiting, ct);
        }

        _hasReleased = false;
    }

    /// <summary>Something about a connection has changed: whoever is behind it may be known now.</summary>
    private void Reconsider(ConnectionId connection)
    {
        core.Book.Forget(connection);
        if (_untrusted.Remove(connection) && parked.Has(connection)) parked.Wake();
    }
}
