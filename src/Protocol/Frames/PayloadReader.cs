using System.Buffers.Binary;

namespace ContextExchange.Protocol.Frames;

/// <summary>Reads the fields of a checked payload one after the other.</summary>
internal ref struct PayloadReader(ReadOnlyMemory<byte> payload)
{
    private ReadOnlyMemory<byte> _rest = payload;

    public Guid Id() => new(Take(16).Span, bigEndian: true);

    public long Number() => BinaryPrimitives.ReadInt64BigEndian(Take(8).Span);

    public uint Milliseconds() => BinaryPrimitives.ReadUInt32BigEndian(Take(4).Span);

    public byte Byte() => Take(1).Span[0];

    public ReadOnlyMemory<byte> Prefixed() => Take(Byte());

    public ReadOnlyMemory<byte> Rest() => Take(_rest.Length);

    public ReadOnlyMemory<byte> Take(int length)
    {
        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
