using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>Finds what an earlier run of this program sealed and the server has not settled.</summary>
internal static class StoredOutboxes
{
    /// <summary>One outbox per connection with something to send. On the device's worker.</summary>
    public static List<(PeerOutbox Outbox, IReadOnlyList<PendingSend> Pending)> Restore(ClientCore core)
    {
        var restored = new List<(PeerOutbox, IReadOnlyList<PendingSend>)>();
        using var transaction = core.Store.Begin();
        var rows = transaction.Scan(DeviceTable.Outbox, [], int.MaxValue);
        foreach (var connection in rows.GroupBy(row => new Guid(row.Key.AsSpan(0, 16), bigEndian: true)))
        {
            if (RecipientOf(core, connection.Key) is not { } peer) continue;
            var outbox = new PeerOutbox(core, peer, new ConnectionId(connection.Key));
            restored.Add((outbox, outbox.Restore()));
        }

        return restored;
    }

    /// <summary>Null when nothing but epochs waits: they serve nobody after a restart and are dropped.</summary>
    private static AgentId? RecipientOf(ClientCore core, Guid connection)
    {
        var items = Outbox.Pending(core.Store, connection, int.MaxValue);
        foreach (var item in items)
            if (!item.IsEpoch && EnvelopeView.TryParse(item.Bytes, out var envelope, out _))
                return new AgentId(envelope.RecipientAgent);
        foreach (var item in items) Outbox.Settle(core.Store, connection, item.Position);
        return null;
    }
}
