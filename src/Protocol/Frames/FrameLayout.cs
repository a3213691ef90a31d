namespace ContextExchange.Protocol.Frames;

/// <summary>What one type of frame consists of; <see cref="FrameLayouts"/> has one for each.</summary>
/// <param name="Type">The type.</param>
/// <param name="Name">Its name in JSON and in the protocol's text.</param>
/// <param name="Source">Who sends it.</param>
/// <param name="Ref">Whether it carries a ref.</param>
/// <param name="Fields">The fields in the payload's order.</param>
public sealed record FrameLayout(
    FrameType Type, string Name, FrameSource Source, RefRule Ref, IReadOnlyList<FrameField> Fields)
{
    private readonly FrameField[] _fields = [.. Fields];

    /// <summary>The shortest payload.</summary>
    internal int FixedSize { get; } = Fields.Sum(field => field.FixedSize);

    /// <summary>The form of a frame of this type: direction, ref, lengths, ranges.</summary>
    internal FrameError Check(FrameSource from, uint reference, ReadOnlySpan<byte> payload)
    {
        if ((Source & from) == 0) return FrameError.WrongDirection;
        if (reference == 0 ? Ref == RefRule.Required : Ref == RefRule.None) return FrameError.WrongRef;
        if (payload.Length < FixedSize) return FrameError.WrongLength;
        return CheckFields(payload);
    }

    private FrameError CheckFields(ReadOnlySpan<byte> payload)
    {
        // A wrong length anywhere comes before a value out of range: without it the later fields' places are not known.
        var values = FrameError.None;
        foreach (ref readonly var field in _fields.AsSpan())
        {
            if (!FieldBytes.TryTake(field, ref payload, out var bytes)) return FrameError.WrongLength;
            var value = FieldBytes.Check(field, bytes);
            if (value != FrameError.None && (values == FrameError.None || value < values)) values = value;
        }

        return payload.IsEmpty ? values : FrameError.WrongLength;
    }
}
