namespace ContextExchange.Protocol;

/// <summary>What a notice tells.</summary>
public enum NoticeKind : byte
{
    /// <summary>Your held message was approved and is in the recipient's mailbox.</summary>
    Approved = 1,
    Rejected = 2,

    /// <summary>Your held message was rejected with a note that asks for another draft.</summary>
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
}
