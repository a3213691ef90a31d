using System.Buffers.Binary;

namespace ContextExchange.Protocol.Frames;

/// <summary>Writes the fields of a payload one after the other.</summary>
internal ref struct PayloadWriter(Span<byte> payload)
{
    private Span<byte> _rest = payload;

    public void Id(Guid id) => id.TryWriteBytes(Take(16), bigEndian: true, out _);

    public void Number(long value) => BinaryPrimitives.WriteInt64BigEndian(Take(8), value);

    public void Milliseconds(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Take(4), value);

    public void Byte(byte value) => Take(1)[0] = value;

    public void Bytes(ReadOnlyMemory<byte> bytes) => bytes.Span.CopyTo(Take(bytes.Length));

    public void Prefixed(ReadOnlyMemory<byte> bytes)
    {
        Byte(checked((byte)bytes.Length));
        Bytes(bytes);
    }

    public Span<byte> Take(int length)
    {
        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
