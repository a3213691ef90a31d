using System.Buffers.Binary;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// Reads the fields of one table in order. The caller has compared the length with the table first, so no read
/// can fail; a number above 2^53-1 is remembered in <see cref="NumberTooLarge"/> and judged at the end.
/// </summary>
internal ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public bool NumberTooLarge { get; private set; }

    public ReadOnlySpan<byte> Take(int length)
    {
        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }

    public byte Byte() => Take(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    public uint UInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    public long UInt53()
    {
        var value = BinaryPrimitives.ReadUInt64BigEndian(Take(8));
        if (value <= Cxe1Limits.MaxNumber) return (long)value;
        NumberTooLarge = true;
        return 0;
    }

    public Guid Id() => new(Take(16), bigEndian: true);

    public Bytes32 Bytes32() => new(Take(32));
}
