namespace ContextExchange.Protocol;

/// <summary>
/// Why a call other than sending a message was refused, in precedence order. <see cref="Refusals"/> maps each to its
/// wire
/// name and HTTP status. <see cref="None"/> means that the call was carried out.
/// </summary>
public enum Refusal : byte
{
    None = 0,
    Malformed = 40,
    TooLarge = 41,
    Unauthenticated = 42,
    Forbidden = 43,

    /// <summary>Unknown, foreign and not connected look alike.</summary>
    NotFound = 44,
    InvalidSignature = 45,
    Conflict = 46,
    StaleVersion = 47,
    Used = 48,
    Expired = 49,
    Revoked = 50,
    Frozen = 51,
    Blocked = 52,
    LimitReached = 53,
    RateLimited = 54,
    Draining = 55,
    Unavailable = 56,

    /// <summary>The cursor lies before the oldest kept entry; the client must resynchronise.</summary>
    CursorExpired = 57,

    /// <summary>The cursor lies after the newest entry: the server was restored from an older backup.</summary>
    CursorAhead = 58,

    /// <summary>The session signed in too long ago for this: sign in again, then repeat the call.</summary>
    Reauthenticate = 59,

    /// <summary>The invite is bound to an address, and no account that acts for the owner has proven it.</summary>
    AddressUnproven = 60,
}
