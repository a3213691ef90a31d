using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>
/// The lineages of answers, found by the message that they answer, for as long as an answer may have to be sealed
/// again. Row: kept at 8 || lineage 39.
/// </summary>
internal static class SentLineages
{
    private const int TimeSize = 8;

    /// <summary>Within a transaction.</summary>
    public static void Keep(DeviceStore store, OutboxItem answer, byte[] lineage, DateTimeOffset now)
    {
        if (lineage.Length == 0 || ParentOf(answer) is not { } parent) return;
        byte[] row = [.. ClientRows.Key(now.ToUnixTimeMilliseconds()), .. lineage];
        store.Put(ClientTable.Lineages, ClientRows.Key(parent), row);
    }

    /// <summary>Empty for a message that answers none, and for an epoch.</summary>
    public static byte[] Find(DeviceStore store, OutboxItem item) =>
        ParentOf(item) is { } parent && store.Get(ClientTable.Lineages, ClientRows.Key(parent)) is { } row
            ? row[TimeSize..]
            : [];

    /// <summary>Forgets what no answer can need any more.</summary>
    public static void Destroy(DeviceStore store, DateTimeOffset now)
    {
        var oldest = now.ToUnixTimeMilliseconds() - (2 * Cxe1Limits.ReceivingStateKept);
        DeviceProfile.WithTransaction(store, () =>
        {
            foreach (var row in store.Scan(ClientTable.Lineages, []))
                if (ClientRows.Number(row.Value) < oldest) store.Delete(ClientTable.Lineages, row.Key);
            return true;
        });
    }

    private static Guid? ParentOf(OutboxItem item) =>
        !item.IsEpoch && EnvelopeView.TryParse(item.Bytes, out var envelope, out _) && envelope.ParentId != Guid.Empty
            ? envelope.ParentId
            : null;
}
