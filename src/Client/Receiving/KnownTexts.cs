using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>
/// Which texts have come here, under whatever envelope: a text that is sealed again keeps its logical id, and the
/// application gets it once. On the device's worker, in the transaction of the delivery.
/// </summary>
/// <remarks>
/// A sender may seal a text again for 8 days (CXE1 keeps it no longer), and what it sealed last may travel for 7 more;
/// then a text is forgotten. Each new one takes up to two that are older with it, so nothing grows but with traffic.
/// </remarks>
internal sealed class KnownTexts(DeviceStore store, TimeProvider time)
{
    private const int ForgottenAtOnce = 2;

    /// <summary>How long a text is known, in milliseconds.</summary>
    internal const long Horizon = Cxe1Limits.ReceivingStateKept + Cxe1Limits.MaxTimeToLiveSeconds * 1_000L;

    public bool Contains(ConnectionId connection, Guid logicalId) =>
        store.Get(ClientTable.Known, ClientRows.Key(connection.Value, logicalId)) is not null;

    public void Add(ConnectionId connection, Guid logicalId)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var key = ClientRows.Key(connection.Value, logicalId);
        var at = ClientRows.Key(now);
        store.Put(ClientTable.Known, key, at);
        store.Put(ClientTable.KnownSince, [.. at, .. key], []);
        Forget(now - Horizon);
    }

    private void Forget(long before)
    {
        foreach (var (key, _) in store.Rows.Scan((byte)ClientTable.KnownSince, [], ForgottenAtOnce))
        {
            if (ClientRows.Number(key) > before) return;
            store.Delete(ClientTable.KnownSince, key);
            store.Delete(ClientTable.Known, key.AsSpan(8));
        }
    }
}
