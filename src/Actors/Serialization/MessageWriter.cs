using System.Buffers.Binary;
using System.Text;

namespace ContextExchange.Actors;

/// <summary>
/// Writes values in the engine's binary form into a buffer that grows up to a limit: each value is a header (member
/// number and <see cref="WireType"/>) and its bytes. Called by generated code; one thread at a time.
/// </summary>
public sealed partial class MessageWriter
{
    /// <summary>
    /// Deeper values are refused, by the reader too: they would be cycles, or an attack on the stack.
    /// </summary>
    internal const int MaxDepth = 64;

    private const int Kept = 64 * 1024;

    [ThreadStatic]
    private static MessageWriter? t_spare;

    private byte[] _bytes = new byte[512];
    private int _length;
    private int _depth;
    private int _limit = int.MaxValue;

    internal MessageWriter()
    {
    }

    internal ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    internal int Length => _length;

    /// <summary>This thread's writer, empty. Given back by <see cref="Return"/>.</summary>
    internal static MessageWriter Rent(int limit)
    {
        var writer = t_spare ?? new();
        // Taken out: a property that is being written might itself call another silo.
        t_spare = null;
        writer._length = 0;
        writer._depth = 0;
        writer._limit = limit;
        return writer;
    }

    internal void Return()
    {
        if (_bytes.Length <= Kept) t_spare = this;
    }

    /// <summary>Begins an object; its members follow, then <see cref="End"/>.</summary>
    public void Begin(uint id)
    {
        if (++_depth > MaxDepth)
            throw new CodecNotFoundException($"A value is nested deeper than {MaxDepth} levels; does it hold itself?");
        Header(id, WireType.Record);
    }

    /// <summary>Ends an object.</summary>
    public void End()
    {
        _depth--;
        Header(0, WireType.End);
    }

    /// <summary>Begins a list of so many values, each written with member number 0.</summary>
    public void BeginList(uint id, int count)
    {
        if (++_depth > MaxDepth)
            throw new CodecNotFoundException($"A value is nested deeper than {MaxDepth} levels; does it hold itself?");
        Header(id, WireType.List);
        PutVarint((uint)count);
    }

    /// <summary>Ends a list. It leaves no byte.</summary>
    public void EndList() => _depth--;

    /// <summary>Writes that there is no value.</summary>
    public void Null(uint id) => Header(id, WireType.Null);

    internal void PutByte(byte value) => Room(1)[0] = value;

    internal void PutVarint(ulong value)
    {
        while (value >= 0x80)
        {
            PutByte((byte)(value | 0x80));
            value >>= 7;
        }

        PutByte((byte)value);
    }

    internal void PutFixed64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Room(8), value);

    internal void PutBytes(ReadOnlySpan<byte> value)
    {
        PutVarint((uint)value.Length);
        value.CopyTo(Room(value.Length));
    }

    internal void PutRaw(ReadOnlySpan<byte> value) => value.CopyTo(Room(value.Length));

    internal void PutText(string value)
    {
        var size = Encoding.UTF8.GetByteCount(value);
        PutVarint((uint)size);
        Encoding.UTF8.GetBytes(value, Room(size));
    }

    /// <summary>Leaves room for the length of a frame, to be filled by <see cref="EndFrame"/>.</summary>
    internal void BeginFrame(FrameKind kind)
    {
        Room(4).Clear();
        PutByte((byte)kind);
    }

    internal void EndFrame() => BinaryPrimitives.WriteInt32LittleEndian(_bytes, _length - 4);

    private void Header(uint id, WireType type) => PutVarint(((ulong)id << 3) | (byte)type);

    private void Varint(uint id, ulong value)
    {
        Header(id, WireType.Varint);
        PutVarint(value);
    }

    private void Signed(uint id, long value) => Varint(id, (ulong)(value << 1) ^ (ulong)(value >> 63));

    private void Fixed64(uint id, ulong value)
    {
        Header(id, WireType.Fixed64);
        PutFixed64(value);
    }

    private Span<byte> Room(int size)
    {
        var start = _length;
        if (size > _bytes.Length - start) Grow(size);
        _length = start + size;
        return _bytes.AsSpan(start, size);
    }

    private void Grow(int size)
    {
        if ((long)_length + size > _limit)
            throw new LimitExceededException($"The message is larger than {_limit} bytes, the most between silos.");
        Array.Resize(ref _bytes, (int)Math.Min(Math.Max((long)_bytes.Length * 2, (long)_length + size), int.MaxValue));
    }
}
