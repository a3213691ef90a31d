namespace ContextExchange.Actors;

public sealed partial class MessageWriter
{
    /// <summary>Writes a value under a member number.</summary>
    public void Write(uint id, bool value) => Varint(id, value ? 1u : 0u);

    /// <inheritdoc cref="Write(uint, bool)"/>
    public void Write(uint id, byte value) => Varint(id, value);

    /// <inheritdoc cref="Write(uint, bool)"/>
    public void Write(uint id, sbyte value) => Signed(id, value);

    /// <inheritdoc cref="Write(uint, bool)"/>
    public void Write(uint id, short value) => Signed(id, value);

    /// <inheritdoc cref="Write(uint, bool)"/>
    public void Write(uint id, ushort value) => Varint(id, value);

    /// <inheritdoc cref="Write(uint, bool)"/>
    public void Write(uint id, int value) => Signed(id, value);

    /// <inheritdoc cref="Write(uint, bool)"/>
    public void Write(uint id, uint value) => Varint(id, value);

    /// <inheritdoc cref="Write(uint, bool)"/>
    public void Write(uint id, long value) => Signed(id, value);

    /// <inheritdoc cref="Write(uint, bool)"/>
    public void Write(uint id, ulong value) => Varint(id, value);

    /// <inheritdoc cref="Write(uint, bool)"/>
    public void Write(uint id, char value) => Varint(id, value);

    /// <inheritdoc cref="Write(uint, bool)"/>
    public void Write(uint id, float value) => Varint(id, BitConverter.SingleToUInt32Bits(value));

    /// <inheritdoc cref="Write(uint, bool)"/>
    public void Write(uint id, double value) => Fixed64(id, BitConverter.DoubleToUInt64Bits(value));

    /// <inheritdoc cref="Write(uint, bool)"/>
    public void Write(uint id, decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        Header(id, WireType.Fixed128);
        PutFixed64((uint)bits[0] | ((ulong)(uint)bits[1] << 32));
        PutFixed64((uint)bits[2] | ((ulong)(uint)bits[3] << 32));
    }

    /// <inheritdoc cref="Write(uint, bool)"/>
    public void Write(uint id, Guid value)
    {
        Header(id, WireType.Fixed128);
        value.TryWriteBytes(Room(16), bigEndian: true, out _);
    }

    /// <inheritdoc cref="Write(uint, bool)"/>
    public void Write(uint id, DateTime value) => Fixed64(id, (ulong)value.ToBinary());

    /// <summary>Writes the UTC time in ticks and the offset in minutes.</summary>
    public void Write(uint id, DateTimeOffset value)
    {
        Header(id, WireType.Fixed128);
        PutFixed64((ulong)value.UtcTicks);
        PutFixed64((ulong)value.TotalOffsetMinutes);
    }

    /// <inheritdoc cref="Write(uint, bool)"/>
    public void Write(uint id, TimeSpan value) => Signed(id, value.Ticks);

    /// <inheritdoc cref="Write(uint, bool)"/>
    public void Write(uint id, DateOnly value) => Varint(id, (uint)value.DayNumber);

    /// <inheritdoc cref="Write(uint, bool)"/>
    public void Write(uint id, TimeOnly value) => Varint(id, (ulong)value.Ticks);

    /// <summary>Writes text as UTF-8, or that there is none.</summary>
    public void Write(uint id, string? value)
    {
        if (value is null)
        {
            Null(id);
            return;
        }

        Header(id, WireType.Bytes);
        PutText(value);
    }

    /// <summary>Writes bytes, or that there are none.</summary>
    public void Write(uint id, byte[]? value)
    {
        if (value is null) Null(id);
        else Write(id, value.AsMemory());
    }

    /// <inheritdoc cref="Write(uint, bool)"/>
    public void Write(uint id, Memory<byte> value) => Write(id, (ReadOnlyMemory<byte>)value);

    /// <inheritdoc cref="Write(uint, bool)"/>
    public void Write(uint id, ReadOnlyMemory<byte> value)
    {
        Header(id, WireType.Bytes);
        PutBytes(value.Span);
    }

    /// <summary>Writes the grain's name, or the home of an observer and its number there.</summary>
    /// <exception cref="CodecNotFoundException">The value is an object, not a reference to one.</exception>
    public void WriteReference(uint id, IAddressable? value)
    {
        switch (value)
        {
            case null:
                Null(id);
                return;
            case GrainReference reference:
                Header(id, WireType.Bytes);
                PutText(reference.Target.Cross().ToString());
                return;
            default:
                throw CodecNotFoundException.For($"{value.GetType()}", value is IGrainObserver
                    ? "make it callable with CreateObjectReference first"
                    : "pass a reference, which AsReference<T>() makes of a grain");
        }
    }
}
