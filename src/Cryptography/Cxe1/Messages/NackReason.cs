namespace ContextExchange.Cryptography.Cxe1;

/// <summary>Why a reader could not read; see <see cref="NackReasons.Of"/>.</summary>
public enum NackReason : byte
{
    /// <summary>The private half of the key that the epoch was wrapped for is gone.</summary>
    PrekeyGone = 1,

    /// <summary>The wrap does not open.</summary>
    WrapInvalid = 2,

    /// <summary>The wrap opens to another secret than the epoch commits to.</summary>
    CommitmentMismatch = 3,

    /// <summary>The message's key was dropped.</summary>
    KeyGone = 4,

    /// <summary>The ciphertext does not open.</summary>
    CannotOpen = 5,

    /// <summary>The roster does not name the device, or its wrap was not delivered.</summary>
    NotAReader = 6,

    /// <summary>The roster names too much or too little.</summary>
    Roster = 7,

    /// <summary>The epoch was opened under terms that had been replaced.</summary>
    Terms = 8,

    /// <summary>The epoch's number was used before.</summary>
    EpochFork = 9,
}
