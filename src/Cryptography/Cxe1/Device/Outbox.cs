namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// What one connection has sealed and the server has not settled yet. The transaction that seals also puts here, so a
/// crash loses neither the bytes nor the number that they carry.
/// </summary>
public static class Outbox
{
    private const byte EpochRow = 1;
    internal const byte EnvelopeRow = 2;

    /// <summary>The next items in the order of delivery.</summary>
    public static IReadOnlyList<OutboxItem> Pending(IDeviceStore store, Guid connection, int limit)
    {
        using var transaction = store.Begin();
        var rows = transaction.Scan(DeviceTable.Outbox, StateKey.Of(connection), limit);
        return [.. rows.Select(row => Read(connection, row))];
    }

    /// <summary>Removes an item that the server has settled: accepted, held or finally refused.</summary>
    public static void Settle(IDeviceStore store, Guid connection, long position)
    {
        using var transaction = store.Begin();
        transaction.Delete(DeviceTable.Outbox, StateKey.Of(connection, position));
        transaction.Commit();
    }

    internal static void PutEpoch(
        IDeviceTransaction transaction, Guid connection, long position, ReadOnlySpan<byte> record) =>
        transaction.Put(DeviceTable.Outbox, StateKey.Of(connection, position), [EpochRow, .. record]);

    internal static void PutEnvelope(
        IDeviceTransaction transaction, Guid connection, long position, ReadOnlySpan<byte> envelope) =>
        transaction.Put(DeviceTable.Outbox, StateKey.Of(connection, position), [EnvelopeRow, .. envelope]);

    private static OutboxItem Read(Guid connection, DeviceRow row)
    {
        var reader = new WireReader(row.Key.AsSpan(16));
        return new(connection, reader.UInt53(), row.Value[0] == EpochRow, row.Value.AsMemory(1));
    }
}
