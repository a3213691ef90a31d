namespace ContextExchange.Cryptography.Cxe1;

/// <summary>A message as the application hands it over, with what its header is to say.</summary>
public sealed record OutgoingMessage
{
    /// <summary>See <see cref="Protocol.Category.IdOf"/>.</summary>
    public required Guid Category { get; init; }

    /// <summary>
    /// Ask to have this side's owner decide although its terms do not demand it. Where they do, that is requested
    /// whatever stands here.
    /// </summary>
    public RequestedLevel Requested { get; init; }

    /// <summary>Seconds, 1 to 604,800.</summary>
    public required uint TimeToLive { get; init; }

    /// <summary>The conversation's first envelope; null starts one.</summary>
    public Guid? RootId { get; init; }

    /// <summary>The envelope that this one answers; null if it answers none.</summary>
    public Guid? ParentId { get; init; }

    /// <summary>0 for a first message, else the parent's plus 1; at most <see cref="MaxHops"/>.</summary>
    public byte Hop { get; init; }

    /// <summary>The greatest hop of the conversation.</summary>
    public required byte MaxHops { get; init; }

    /// <summary>What is left of the conversation's budget.</summary>
    public required uint Budget { get; init; }

    /// <summary>Who composed the text.</summary>
    public required Origin Origin { get; init; }

    /// <summary>What flowed into it.</summary>
    public Taint Taint { get; init; }

    /// <summary>What only the readers see.</summary>
    public required MessageContent Content { get; init; }

    /// <summary>A value outside its range is the caller's error.</summary>
    internal void ThrowIfInvalid()
    {
        ArgumentOutOfRangeException.ThrowIfZero(TimeToLive);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(TimeToLive, Cxe1Limits.MaxTimeToLiveSeconds);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Hop, MaxHops);
        if (!Enum.IsDefined(Requested) || !Enum.IsDefined(Origin) || (Taint & ~Taint.All) != 0)
            throw new ArgumentException("Unknown level, origin or taint.");
    }
}
