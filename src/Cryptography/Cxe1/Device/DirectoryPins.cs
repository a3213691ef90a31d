using System.Buffers.Binary;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// Remembers the newest device list of every agent, so that a server cannot bring a revoked device back.
/// </summary>
internal static class DirectoryPins
{
    private const int RowSize = 4 + Bytes32.Size;

    /// <summary>Compares a directory with what was seen before and remembers it if it is newer.</summary>
    public static Cxe1Error Check(IDeviceTransaction transaction, AgentDirectory directory)
    {
        var newest = directory.Devices;
        var key = StateKey.Of(newest.Agent);
        if (transaction.Get(DeviceTable.Pins, key) is { } pinned)
        {
            var version = BinaryPrimitives.ReadUInt32BigEndian(pinned);
            var hash = new Bytes32(pinned.AsSpan(4));
            if (newest.Version < version) return Cxe1Error.DirectoryStale;
            if (directory.List(version) is { } same && same.Hash != hash) return Cxe1Error.HistoryForked;
            if (newest.Version == version) return Cxe1Error.None;
        }
        Span<byte> row = stackalloc byte[RowSize];
        var writer = new WireWriter(row);
        writer.UInt32(newest.Version);
        writer.Bytes32(newest.Hash);
        transaction.Put(DeviceTable.Pins, key, row);
        return Cxe1Error.None;
    }
}
