using System.Buffers.Binary;
using System.Text;

namespace ContextExchange.Actors;

/// <summary>
/// Reads what <see cref="MessageWriter"/> wrote. Trusts nothing: every length and count is checked against the bytes
/// that are left before anything is allocated, and whatever does not fit is a <see cref="MalformedMessageException"/>.
/// </summary>
public ref partial struct MessageReader
{
    private readonly ActorRuntime? _runtime;
    private ReadOnlySpan<byte> _left;
    private int _depth;

    internal MessageReader(ReadOnlySpan<byte> message, ActorRuntime? runtime)
    {
        _left = message;
        _runtime = runtime;
    }

    internal readonly int Left => _left.Length;

    /// <summary>Reads the header of a value that stands by itself.</summary>
    public WireType Header() => Header(out _);

    /// <summary>Enters an object; its members are read by <see cref="Next"/> until that says no.</summary>
    public void Begin(WireType type)
    {
        Expect(type, WireType.Record);
        Enter();
    }

    /// <summary>The next member's number and form; false at the end of the object.</summary>
    public bool Next(out uint id, out WireType type)
    {
        type = Header(out id);
        if (type != WireType.End) return true;
        _depth--;
        return false;
    }

    /// <summary>Enters a list and says how many values follow; never more than there are bytes left.</summary>
    public int BeginList(WireType type)
    {
        Expect(type, WireType.List);
        Enter();
        var count = Varint();
        return count <= (ulong)_left.Length ? (int)count : throw Malformed("a list is longer than its bytes");
    }

    /// <summary>Enters a list and makes the array for its values.</summary>
    public T[] NewArray<T>(WireType type)
    {
        var count = BeginList(type);
        return count == 0 ? [] : new T[count];
    }

    /// <summary>Enters a list of keys and values and says how many pairs follow.</summary>
    public int BeginPairs(WireType type)
    {
        var count = BeginList(type);
        return count % 2 == 0 ? count / 2 : throw Malformed("a key has no value");
    }

    /// <summary>A dictionary cannot hold a null key.</summary>
    public static MalformedMessageException NoKey() => Malformed("a key is null");

    /// <summary>Leaves a list, after its last value.</summary>
    public void EndList() => _depth--;

    /// <summary>Passes over a value of any form.</summary>
    public void Skip(WireType type)
    {
        switch (type)
        {
            case WireType.Varint: Varint(); break;
            case WireType.Fixed64: Take(8); break;
            case WireType.Bytes: TakeBytes(); break;
            case WireType.Fixed128: Take(16); break;
            case WireType.Null: break;
            case WireType.Record:
                Begin(type);
                while (Next(out _, out var member)) Skip(member);
                break;
            case WireType.List:
                for (var left = BeginList(type); left > 0; left--) Skip(Header());
                EndList();
                break;
            case WireType.End:
            default:
                throw Malformed("an object ends where a value should be");
        }
    }

    internal byte Byte() => Take(1)[0];

    internal ulong Fixed64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    internal ulong Varint()
    {
        var value = 0ul;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            if (shift == 63 && next > 1) break;
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return value;
        }

        throw Malformed("a number is longer than 64 bits");
    }

    internal string Text() => Encoding.UTF8.GetString(TakeBytes());

    internal ReadOnlySpan<byte> TakeBytes()
    {
        var size = Varint();
        return size <= (ulong)_left.Length ? Take((int)size) : throw Malformed("it ends within a value");
    }

    internal static MalformedMessageException Malformed(string what) => new($"The message is malformed: {what}.");

    private WireType Header(out uint id)
    {
        var header = Varint();
        if (header >> 3 > uint.MaxValue) throw Malformed("a member number is too large");
        id = (uint)(header >> 3);
        return (WireType)(header & 7);
    }

    private void Enter()
    {
        if (++_depth > MessageWriter.MaxDepth) throw Malformed("it is nested too deep");
    }

    private ReadOnlySpan<byte> Take(int size)
    {
        if (size > _left.Length) throw Malformed("it ends within a value");
        var taken = _left[..size];
        _left = _left[size..];
        return taken;
    }

    private static void Expect(WireType type, WireType expected)
    {
        if (type != expected) throw Malformed($"a {type} stands where {expected} should");
    }
}
