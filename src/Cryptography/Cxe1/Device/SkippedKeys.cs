using System.Security.Cryptography;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// Message keys of messages that were passed over: at most 1,000 a device, for at most 8 days. When there is no room,
/// the connection that needs it loses its own oldest keys first, so that no peer can push out another's.
/// </summary>
internal static class SkippedKeys
{
    private const int RowSize = 32 + 16 + 8;

    private readonly record struct Kept(byte[] Key, Guid Connection, long At);

    /// <summary>Writes the key of a message that was passed over.</summary>
    /// <returns>False if it is not (or no longer) here.</returns>
    public static bool TryFind(IDeviceTransaction transaction, Bytes32 epochHash, int index, Span<byte> messageKey)
    {
        if (transaction.Get(DeviceTable.SkippedKeys, StateKey.Of(epochHash, index)) is not { } row) return false;
        row.AsSpan(0, MessageKeys.KeySize).CopyTo(messageKey);
        CryptographicOperations.ZeroMemory(row);
        return true;
    }

    public static void Remove(IDeviceTransaction transaction, Bytes32 epochHash, int index) =>
        transaction.Delete(DeviceTable.SkippedKeys, StateKey.Of(epochHash, index));

    /// <summary>Keeps the keys of the messages from the chain's next one up to, and without, an index.</summary>
    public static void Skip(
        IDeviceTransaction transaction, ReceivingChain chain, Bytes32 epochHash, int upTo, long now)
    {
        var count = upTo - chain.Next;
        if (count == 0) return;
        MakeRoom(transaction, chain.Connection, count);
        Span<byte> row = stackalloc byte[RowSize];
        while (chain.Next < upTo)
        {
            var key = StateKey.Of(epochHash, chain.Next);
            chain.TakeMessageKey(row[..MessageKeys.KeySize]);
            var writer = new WireWriter(row[MessageKeys.KeySize..]);
            writer.Id(chain.Connection);
            writer.UInt53(now);
            transaction.PutUntil(DeviceTable.SkippedKeys, key, row, chain.End);
        }
        CryptographicOperations.ZeroMemory(row);
    }

    private static void MakeRoom(IDeviceTransaction transaction, Guid connection, int count)
    {
        var rows = transaction.Scan(DeviceTable.SkippedKeys, [], Cxe1Limits.SkippedKeys);
        var excess = rows.Count + count - Cxe1Limits.SkippedKeys;
        if (excess <= 0) return;
        var victims = rows
            .Select(Read)
            .OrderByDescending(kept => kept.Connection == connection)
            .ThenBy(kept => kept.At)
            .Take(excess);
        foreach (var victim in victims) transaction.Delete(DeviceTable.SkippedKeys, victim.Key);
    }

    private static Kept Read(DeviceRow row)
    {
        var reader = new WireReader(row.Value.AsSpan(MessageKeys.KeySize));
        return new(row.Key, reader.Id(), reader.UInt53());
    }
}
