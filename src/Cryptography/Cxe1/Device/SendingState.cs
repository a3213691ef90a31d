namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// What a sender must remember of one connection over a restart. No key is among it: a sending chain lives in memory
/// only.
/// </summary>
internal readonly record struct SendingState(uint EpochNumber, long Sequence, Bytes32 LastEnvelope, long OutboxPosition)
{
    private const int Size = 4 + 8 + 32 + 8;

    public static SendingState Load(IDeviceTransaction transaction, Guid connection)
    {
        if (transaction.Get(DeviceTable.Sending, StateKey.Of(connection)) is not { } row) return default;
        var reader = new WireReader(row);
        return new(reader.UInt32(), reader.UInt53(), reader.Bytes32(), reader.UInt53());
    }

    public void Save(IDeviceTransaction transaction, Guid connection)
    {
        Span<byte> row = stackalloc byte[Size];
        var writer = new WireWriter(row);
        writer.UInt32(EpochNumber);
        writer.UInt53(Sequence);
        writer.Bytes32(LastEnvelope);
        writer.UInt53(OutboxPosition);
        transaction.Put(DeviceTable.Sending, StateKey.Of(connection), row);
    }
}
