namespace ContextExchange.Protocol.Frames;

/// <summary>One field of a frame.</summary>
/// <param name="Name">Its JSON member.</param>
/// <param name="Kind">How it stands in both encodings.</param>
/// <param name="Min">Least value of a number, least length of bytes.</param>
/// <param name="Max">Greatest length of bytes; not used for the rest.</param>
public readonly record struct FrameField(string Name, FieldKind Kind, int Min = 0, int Max = 0)
{
    /// <summary>The bytes that it always takes in the payload; a length byte is one of them.</summary>
    public int FixedSize => Kind switch
    {
        FieldKind.Id => 16,
        FieldKind.Number => 8,
        FieldKind.Milliseconds => 4,
        FieldKind.Flag or FieldKind.Status or FieldKind.EntryKind or FieldKind.Refusal or FieldKind.Prefixed => 1,
        FieldKind.Bytes => Max,
        FieldKind.Rest or FieldKind.Text => 0,
        _ => throw new InvalidOperationException($"No such kind of field: {Kind}."),
    };

    /// <summary>Whether JSON leaves the member out when it is empty.</summary>
    public bool Optional => Kind is FieldKind.Refusal or FieldKind.Prefixed || (Kind is FieldKind.Rest && Min == 0);
}
