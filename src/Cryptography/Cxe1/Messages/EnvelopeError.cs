namespace ContextExchange.Cryptography.Cxe1;

/// <summary>Why bytes are not a canonical envelope, in order of precedence.</summary>
public enum EnvelopeError
{
    /// <summary>No refusal.</summary>
    None,

    /// <summary>Shorter than header, signature and the smallest bucket, or longer than with the largest.</summary>
    WrongLength,

    /// <summary>The version is not 1.</summary>
    UnknownVersion,

    /// <summary>The suite is unknown or reserved.</summary>
    UnknownSuite,

    /// <summary>The type is not a message.</summary>
    UnknownType,

    /// <summary>n is 100 or more.</summary>
    IndexOutOfRange,

    /// <summary>The sequence is 0 or above 2^53-1.</summary>
    SequenceOutOfRange,

    /// <summary>The requested level is neither auto nor ask.</summary>
    UnknownRequestedLevel,

    /// <summary>The time of creation is above 2^53-1.</summary>
    CreatedOutOfRange,

    /// <summary>The time to live is 0 or above 7 days.</summary>
    TimeToLiveOutOfRange,

    /// <summary>hop is above max hops.</summary>
    HopAboveLimit,

    /// <summary>The origin is not one of the four.</summary>
    UnknownOrigin,

    /// <summary>A taint bit that is not defined.</summary>
    UnknownTaint,

    /// <summary>The log fields are not zero; the log does not exist yet.</summary>
    LogNotZero,

    /// <summary>The bucket byte is above 8, or is not the bucket of the ciphertext's length.</summary>
    BucketMismatch,

    /// <summary>
    /// What follows a delivered envelope is not at most one canonical approval of each side, in order.
    /// </summary>
    ApprovalsNotCanonical,
}
