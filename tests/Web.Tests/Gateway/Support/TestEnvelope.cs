using System.Buffers.Binary;

namespace ContextExchange.Web.Tests.Gateway;

/// <summary>
/// Well-formed envelopes whose signature and ciphertext mean nothing: for code that only routes them.
/// </summary>
internal static class TestEnvelope
{
    private const int Header = 323;
    private const int Smallest = 256;

    public static byte[] Create(DeviceIdentity sender, AgentId recipient, long sequence)
    {
        var bytes = new byte[Header + 64 + Smallest];
        bytes[0] = 1;
        bytes[2] = 1;
        bytes[3] = 1;
        EnvelopeId.New().Value.TryWriteBytes(bytes.AsSpan(4), bigEndian: true, out _);
        sender.Agent.Value.TryWriteBytes(bytes.AsSpan(36), bigEndian: true, out _);
        sender.Device.Value.TryWriteBytes(bytes.AsSpan(52), bigEndian: true, out _);
        recipient.Value.TryWriteBytes(bytes.AsSpan(68), bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(120), sequence);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(157), 60);
        bytes[194] = 16;
        bytes[199] = 1;
        return bytes;
    }

    public static long SequenceOf(ReadOnlyMemory<byte> envelope) =>
        BinaryPrimitives.ReadInt64BigEndian(envelope.Span[120..]);
}
