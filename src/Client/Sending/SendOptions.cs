using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>How a message is sent.</summary>
public sealed record SendOptions
{
    /// <summary>The defaults.</summary>
    public static SendOptions Default { get; } = new();

    /// <summary>The message that this one answers; null for a first message.</summary>
    public ReceivedMessage? InReplyTo { get; init; }

    /// <summary>How long it may wait for its reader, holds included: 1 second to 7 days.</summary>
    public TimeSpan TimeToLive { get; init; } = Limits.MaxTimeToLive;

    /// <summary>Who composed the text.</summary>
    public Origin Origin { get; init; } = Origin.Model;

    /// <summary>What flowed into it; what the answered message carried is added by itself.</summary>
    public Taint Taint { get; init; }

    /// <summary>
    /// Have the own owner decide about this message although the contract does not demand it.
    /// </summary>
    public bool AskOwner { get; init; }

    /// <summary>Most hops of a new conversation, 0 to 32; answers keep their conversation's.</summary>
    public byte MaxHops { get; init; } = Limits.MaxHops;

    /// <summary>Budget of a new conversation: every answer has less.</summary>
    public uint Budget { get; init; } = 1_000;

    /// <summary>What happens when as many messages are under way as the client allows.</summary>
    public WhenFull WhenFull { get; init; }
}
