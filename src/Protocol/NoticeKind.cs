namespace ContextExchange.Protocol;

/// <summary>What a notice tells.</summary>
public enum NoticeKind : byte
{
    /// <summary>Your held message was approved and is in the recipient's mailbox.</summary>
    Approved = 1,
    Rejected = 2,

    /// <summary>Your held message was rejected to be drafted anew; the note is the owner's, sealed, or empty.</summary>
    SentBack = 3,

    /// <summary>Nobody decided about your held message in time.</summary>
    HoldExpired = 4,

    /// <summary>Your held message was dropped because the contract changed or the connection ended.</summary>
    HoldCancelled = 5,

    /// <summary>Your accepted message was not acknowledged within its time to live.</summary>
    Undelivered = 6,

    /// <summary>The connection was established, or its contract, policy or standing changed: read it again.</summary>
    ConnectionChanged = 7,

    /// <summary>The peer's device list changed: fetch it before the next message.</summary>
    PeerKeysChanged = 8,

    /// <summary>One side has stopped the connection because something does not hold; the note says why.</summary>
    Suspended = 9,

    /// <summary>A device of the peer could not read; the note is its nack.</summary>
    Nack = 10,
}
