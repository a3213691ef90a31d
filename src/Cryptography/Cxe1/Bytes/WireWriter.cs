using System.Buffers.Binary;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// Writes the fields of one table in order into a buffer of exactly the table's length. A number that the format
/// cannot carry is a programmer's error and throws.
/// </summary>
internal ref struct WireWriter(Span<byte> buffer)
{
    private Span<byte> _rest = buffer;

    public readonly bool IsFull => _rest.IsEmpty;

    private Span<byte> Next(int length)
    {
        var next = _rest[..length];
        _rest = _rest[length..];
        return next;
    }

    public void Byte(byte value) => Next(1)[0] = value;

    public void UInt16(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Next(2), value);

    public void UInt32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Next(4), value);

    public void UInt53(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)value, Cxe1Limits.MaxNumber);
        BinaryPrimitives.WriteUInt64BigEndian(Next(8), (ulong)value);
    }

    public void Id(Guid value) => value.TryWriteBytes(Next(16), bigEndian: true, out _);

    public void Bytes32(Bytes32 value) => value.CopyTo(Next(32));

    public void Bytes(scoped ReadOnlySpan<byte> value) => value.CopyTo(Next(value.Length));
}
