namespace ContextExchange.Actors;

public ref partial struct MessageReader
{
    /// <summary>Reads a value of the form that its header said.</summary>
    public bool ReadBoolean(WireType type) => Unsigned(type, 1) == 1;

    /// <inheritdoc cref="ReadBoolean"/>
    public byte ReadByte(WireType type) => (byte)Unsigned(type, byte.MaxValue);

    /// <inheritdoc cref="ReadBoolean"/>
    public sbyte ReadSByte(WireType type) => (sbyte)Signed(type, sbyte.MinValue, sbyte.MaxValue);

    /// <inheritdoc cref="ReadBoolean"/>
    public short ReadInt16(WireType type) => (short)Signed(type, short.MinValue, short.MaxValue);

    /// <inheritdoc cref="ReadBoolean"/>
    public ushort ReadUInt16(WireType type) => (ushort)Unsigned(type, ushort.MaxValue);

    /// <inheritdoc cref="ReadBoolean"/>
    public int ReadInt32(WireType type) => (int)Signed(type, int.MinValue, int.MaxValue);

    /// <inheritdoc cref="ReadBoolean"/>
    public uint ReadUInt32(WireType type) => (uint)Unsigned(type, uint.MaxValue);

    /// <inheritdoc cref="ReadBoolean"/>
    public long ReadInt64(WireType type) => Signed(type, long.MinValue, long.MaxValue);

    /// <inheritdoc cref="ReadBoolean"/>
    public ulong ReadUInt64(WireType type) => Unsigned(type, ulong.MaxValue);

    /// <inheritdoc cref="ReadBoolean"/>
    public char ReadChar(WireType type) => (char)Unsigned(type, char.MaxValue);

    /// <inheritdoc cref="ReadBoolean"/>
    public float ReadSingle(WireType type) => BitConverter.UInt32BitsToSingle((uint)Unsigned(type, uint.MaxValue));

    /// <inheritdoc cref="ReadBoolean"/>
    public double ReadDouble(WireType type) => BitConverter.UInt64BitsToDouble(Fixed64(type));

    /// <inheritdoc cref="ReadBoolean"/>
    public decimal ReadDecimal(WireType type)
    {
        var (low, high) = Fixed128(type);
        var flags = (int)(high >> 32);
        // Sign and a scale of 0 to 28 are all that the last word may hold.
        if ((flags & 0x7f00_ffff) != 0 || (flags >> 16 & 0xff) > 28) throw Malformed("a decimal is out of range");
        return new((int)low, (int)(low >> 32), (int)high, flags < 0, (byte)(flags >> 16));
    }

    /// <inheritdoc cref="ReadBoolean"/>
    public Guid ReadGuid(WireType type)
    {
        Expect(type, WireType.Fixed128);
        return new(Take(16), bigEndian: true);
    }

    /// <inheritdoc cref="ReadBoolean"/>
    public DateTime ReadDateTime(WireType type)
    {
        try
        {
            return DateTime.FromBinary((long)Fixed64(type));
        }
        catch (ArgumentException)
        {
            throw Malformed("a date is out of range");
        }
    }

    /// <inheritdoc cref="ReadBoolean"/>
    public DateTimeOffset ReadDateTimeOffset(WireType type)
    {
        var (ticks, minutes) = Fixed128(type);
        try
        {
            return new DateTimeOffset((long)ticks, TimeSpan.Zero).ToOffset(TimeSpan.FromMinutes((long)minutes));
        }
        catch (Exception exception) when (exception is ArgumentException or OverflowException)
        {
            throw Malformed("a date is out of range");
        }
    }

    /// <inheritdoc cref="ReadBoolean"/>
    public TimeSpan ReadTimeSpan(WireType type) => new(ReadInt64(type));

    /// <inheritdoc cref="ReadBoolean"/>
    public DateOnly ReadDateOnly(WireType type) =>
        DateOnly.FromDayNumber((int)Unsigned(type, (ulong)DateOnly.MaxValue.DayNumber));

    /// <inheritdoc cref="ReadBoolean"/>
    public TimeOnly ReadTimeOnly(WireType type) => new((long)Unsigned(type, (ulong)TimeOnly.MaxValue.Ticks));

    /// <summary>Reads text, or null.</summary>
    public string? ReadString(WireType type)
    {
        if (type == WireType.Null) return null;
        Expect(type, WireType.Bytes);
        return Text();
    }

    /// <summary>Reads bytes into an array of their own, or null.</summary>
    public byte[]? ReadBytes(WireType type)
    {
        if (type == WireType.Null) return null;
        Expect(type, WireType.Bytes);
        return TakeBytes().ToArray();
    }

    /// <inheritdoc cref="ReadBytes"/>
    public ReadOnlyMemory<byte> ReadMemory(WireType type) => ReadBytes(type);

    /// <summary>Reads a reference to a grain or observer, or null; it belongs to the silo that reads.</summary>
    public T? ReadReference<T>(WireType type) where T : class, IAddressable
    {
        if (ReadString(type) is not { } name) return null;
        if (_runtime is null || !GrainId.TryParse(name, null, out var id)) throw Malformed("a reference names nothing");
        return GrainInterface<T>.Create(_runtime.TargetOf(id));
    }

    private ulong Unsigned(WireType type, ulong most)
    {
        Expect(type, WireType.Varint);
        var value = Varint();
        return value <= most ? value : throw Malformed("a number is out of range");
    }

    private long Signed(WireType type, long least, long most)
    {
        var raw = Unsigned(type, ulong.MaxValue);
        var value = (long)(raw >> 1) ^ -(long)(raw & 1);
        return value >= least && value <= most ? value : throw Malformed("a number is out of range");
    }

    private ulong Fixed64(WireType type)
    {
        Expect(type, WireType.Fixed64);
        return Fixed64();
    }

    private (ulong First, ulong Second) Fixed128(WireType type)
    {
        Expect(type, WireType.Fixed128);
        return (Fixed64(), Fixed64());
    }
}
