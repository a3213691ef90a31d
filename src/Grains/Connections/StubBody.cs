using System.Buffers.Binary;

namespace ContextExchange.Grains.Connections;

/// <summary>
/// The body of a stub: connection 16 || sender device 16 || sender's sequence 8 || envelope hash 32. It is the same
/// for what was held, refused or has expired.
/// </summary>
internal static class StubBody
{
    public const int Length = 72;

    public static byte[] Of(ConnectionId connection, DeviceId device, long sequence, ReadOnlySpan<byte> envelopeHash)
    {
        var body = new byte[Length];
        connection.Value.TryWriteBytes(body, bigEndian: true, out _);
        device.Value.TryWriteBytes(body.AsSpan(16), bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(body.AsSpan(32), sequence);
        envelopeHash.CopyTo(body.AsSpan(40));
        return body;
    }
}
