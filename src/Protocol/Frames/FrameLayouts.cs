namespace ContextExchange.Protocol.Frames;

/// <summary>
/// The frames of exchange-v1, section 1, as a table: both encodings read, write and check by it, so that they cannot
/// differ.
/// A test holds the protocol's text to it.
/// </summary>
public static class FrameLayouts
{
    /// <summary>A lineage: root 16, hop 1, taint 2, budget 4, tag 16.</summary>
    public const int LineageSize = 39;

    /// <summary>The server's tag over a delivery's lineage.</summary>
    public const int LineageTagSize = 16;

    /// <summary>The most bytes that a ping carries.</summary>
    public const int MaxPing = 16;

    /// <summary>The longest text of a ticket.</summary>
    public const int MaxTicket = 128;

    /// <summary>Every type, in the order of the numbers.</summary>
    public static IReadOnlyList<FrameLayout> All { get; } =
    [
        new(FrameType.Connect, "connect", FrameSource.Client, RefRule.Any,
            [Id("agent"), Id("device"), Number("expiry"), Number("resume"), Bytes("signature", 64)]),
        new(FrameType.ConnectTicket, "connect-ticket", FrameSource.Client, RefRule.Any,
            [Number("resume"), new("ticket", FieldKind.Text, 1, MaxTicket)]),
        new(FrameType.Send, "send", FrameSource.Client, RefRule.Required,
            [Prefixed("lineage", LineageSize), Rest("envelope", 1, Limits.MaxEnvelope)]),
        new(FrameType.Ack, "ack", FrameSource.Client, RefRule.Any, [Number("sequence")]),
        new(FrameType.PublishEpoch, "publish-epoch", FrameSource.Client, RefRule.Required,
            [Id("peer"), Rest("record", 1, Limits.MaxEpochRecord)]),
        new(FrameType.GetEpoch, "get-epoch", FrameSource.Client, RefRule.Required, [Id("peer"), Bytes("hash", 32)]),
        new(FrameType.Ping, "ping", FrameSource.Both, RefRule.Any, [Rest("data", 0, MaxPing)]),
        new(FrameType.Pong, "pong", FrameSource.Both, RefRule.Any, [Rest("data", 0, MaxPing)]),
        new(FrameType.Challenge, "challenge", FrameSource.Server, RefRule.None, [Bytes("nonce", 32), Number("time")]),
        new(FrameType.Ready, "ready", FrameSource.Server, RefRule.Any,
            [Number("head"), Number("oldest"), Number("acknowledged"), Number("from", 1),
             new("recovered", FieldKind.Flag), Milliseconds("heartbeat"), Number("time")]),
        new(FrameType.Receipt, "receipt", FrameSource.Server, RefRule.Required,
            [new("status", FieldKind.Status), Number("sequence"), Number("at"), Milliseconds("retryAfter")]),
        new(FrameType.Delivery, "delivery", FrameSource.Server, RefRule.None,
            [Number("sequence", 1), new("kind", FieldKind.EntryKind), Number("at"), Id("connection"),
             Prefixed("tag", LineageTagSize), Rest("body", 1, Limits.MaxDelivery)]),
        new(FrameType.Result, "result", FrameSource.Server, RefRule.Required,
            [new("refusal", FieldKind.Refusal), Milliseconds("retryAfter")]),
        new(FrameType.Epoch, "epoch", FrameSource.Server, RefRule.Required,
            [Id("connection"), Rest("record", 0, Limits.MaxEpochRecord)]),
        new(FrameType.Drain, "drain", FrameSource.Server, RefRule.None, [Milliseconds("retryAfter")]),
        new(FrameType.Acknowledged, "acknowledged", FrameSource.Server, RefRule.None,
            [Id("peer"), Number("sequence", 1)]),
    ];

    private static readonly FrameLayout?[] ByType = Index();

    /// <summary>The layout of a type; null for a byte that names none.</summary>
    public static FrameLayout? Find(FrameType type) => ByType[(byte)type];

    /// <summary>The layout behind a JSON name in ASCII; null when there is none.</summary>
    internal static FrameLayout? Find(ReadOnlySpan<byte> name)
    {
        foreach (var layout in All)
            if (System.Text.Ascii.Equals(name, layout.Name))
                return layout;
        return null;
    }

    /// <exception cref="ArgumentOutOfRangeException">Not a type: the frame came from no reader.</exception>
    internal static FrameLayout Of(FrameType type) =>
        Find(type) ?? throw new ArgumentOutOfRangeException(nameof(type), type, "Not a type of frame.");

    private static FrameField Id(string name) => new(name, FieldKind.Id);

    private static FrameField Number(string name, int min = 0) => new(name, FieldKind.Number, min);

    private static FrameField Milliseconds(string name) => new(name, FieldKind.Milliseconds);

    private static FrameField Bytes(string name, int length) => new(name, FieldKind.Bytes, length, length);

    private static FrameField Prefixed(string name, int length) => new(name, FieldKind.Prefixed, 0, length);

    private static FrameField Rest(string name, int min, int max) => new(name, FieldKind.Rest, min, max);

    private static FrameLayout?[] Index()
    {
        var layouts = new FrameLayout?[256];
        foreach (var layout in All) layouts[(byte)layout.Type] = layout;
        return layouts;
    }
}
