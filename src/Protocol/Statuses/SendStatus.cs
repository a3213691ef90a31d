namespace ContextExchange.Protocol;

/// <summary>
/// The answer to one sent message. The order is the precedence: where two refusals apply, the earlier is returned.
/// The numbers are the wire codes and never change; <see cref="SendStatuses"/> says what each means.
/// </summary>
public enum SendStatus : byte
{
    /// <summary>Flushed to disk and given a place in the recipient's mailbox.</summary>
    Accepted = 0,

    /// <summary>Flushed to disk, waiting for an owner's decision.</summary>
    Held = 1,

    /// <summary>Settled before with the same bytes, beyond the time for which the first answer is kept.</summary>
    Duplicate = 2,

    Malformed = 10,
    UnsupportedSuite = 11,
    WrongSender = 12,
    SequenceReused = 13,
    OutOfOrder = 14,
    NotConnected = 15,
    Frozen = 16,
    EpochUnknown = 17,
    EpochFork = 18,
    StaleDirectory = 19,
    StaleTerms = 20,
    CreatedAhead = 21,
    Expired = 22,
    UnknownCategory = 23,
    NotAllowed = 24,
    NoApprover = 25,
    LineageInvalid = 26,
    LoopLimit = 27,
    BudgetExhausted = 28,
    Overloaded = 29,
    MailboxFull = 30,
    Unavailable = 31,
}
