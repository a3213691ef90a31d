namespace ContextExchange.Web.Gateway;

/// <summary>What a transport received.</summary>
/// <param name="Frames">Binary frames; valid until the next call. Empty where there is none.</param>
/// <param name="Refused">Why the message cannot be read; null when it can.</param>
/// <param name="IsEnd">The peer said goodbye: nothing follows.</param>
internal readonly record struct Received(ReadOnlyMemory<byte> Frames, CloseCode? Refused, bool IsEnd)
{
    public static Received End { get; } = new(default, null, true);

    public static Received Message(ReadOnlyMemory<byte> frames) => new(frames, null, false);

    public static Received Refuse(CloseCode code) => new(default, code, false);
}
