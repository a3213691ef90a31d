namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// Why CXE1 refuses, in order of precedence: if two apply, the earlier is returned. An expected refusal is always a
/// value of this enum, never an exception.
/// </summary>
public enum Cxe1Error
{
    /// <summary>No refusal.</summary>
    None,

    // Bytes that no honest writer makes.

    /// <summary>The record is shorter or longer than its table.</summary>
    WrongLength,

    /// <summary>The version byte is not 1.</summary>
    UnknownVersion,

    /// <summary>The suite is unknown or reserved.</summary>
    UnknownSuite,

    /// <summary>An enum value or flag bit that the table does not list.</summary>
    UnknownValue,

    /// <summary>A number or a count outside its range.</summary>
    NumberOutOfRange,

    /// <summary>An end before its beginning, or a life longer than the protocol allows.</summary>
    LifetimeOutOfRange,

    /// <summary>Entries that are not in ascending bytewise order, or a duplicate.</summary>
    NotSorted,

    /// <summary>Text that is not strict UTF-8, or longer than its limit.</summary>
    InvalidText,

    /// <summary>A plaintext whose padding is not zeros up to the smallest bucket.</summary>
    PaddingNotCanonical,

    /// <summary>An envelope that <see cref="EnvelopeView"/> refuses; <see cref="EnvelopeError"/> tells why.</summary>
    MalformedEnvelope,

    // Records that are well formed but do not belong.

    /// <summary>The record names another agent, device, connection or signer key than the expected one.</summary>
    WrongIdentity,

    /// <summary>The signature does not verify.</summary>
    SignatureInvalid,

    /// <summary>The record's time has not begun, or it was made further ahead than clocks may differ.</summary>
    NotYetValid,

    /// <summary>The record's time is over.</summary>
    Expired,

    /// <summary>
    /// The record names a version of a device list that is newer than the ones known here: fetch and repeat.
    /// </summary>
    DirectoryStale,

    /// <summary>The device is not in the agent's signed device list.</summary>
    DeviceNotListed,

    // Epochs.

    /// <summary>The epoch names terms of a side that are not known here: fetch them and repeat.</summary>
    TermsUnknown,

    /// <summary>The epoch was opened under terms that had been replaced by then.</summary>
    TermsMismatch,

    /// <summary>The roster names a reader that the signed device lists do not.</summary>
    RosterNamesGhost,

    /// <summary>The roster leaves out a device that the signed device lists name.</summary>
    RosterOmitsDevice,

    /// <summary>The roster leaves out the viewer of an owner whose terms say that it reads every message.</summary>
    RosterOmitsViewer,

    /// <summary>The roster does not name this device.</summary>
    NotAReader,

    /// <summary>A second epoch with a number that this sender device has used on this connection.</summary>
    EpochFork,

    /// <summary>The private half of the prekey that the entry names is not (or no longer) here.</summary>
    PrekeyGone,

    /// <summary>The wrap does not open.</summary>
    WrapInvalid,

    /// <summary>The wrap opens to another secret than the one that the epoch commits to.</summary>
    CommitmentMismatch,

    // Messages.

    /// <summary>The epoch of the message is not known here: fetch its record and repeat.</summary>
    UnknownEpoch,

    /// <summary>The message's agent, device or connection are not those of the epoch's signer.</summary>
    WrongSender,

    /// <summary>The message is not addressed to the other side of its connection.</summary>
    WrongRecipient,

    /// <summary>The message was created outside the life of its epoch.</summary>
    OutsideEpoch,

    /// <summary>The ciphertext is not the one that the header names.</summary>
    CiphertextMismatch,

    /// <summary>
    /// The message states another version of its sender's terms than its epoch, or does not request what they demand.
    /// </summary>
    ConsentMismatch,

    /// <summary>The terms of a side say never for the message's category.</summary>
    NotAllowed,

    /// <summary>An owner must approve the message, and has not.</summary>
    ApprovalMissing,

    /// <summary>An approval that is not needed, not for this message, over, or not signed by that owner.</summary>
    ApprovalInvalid,

    /// <summary>Another envelope with this sender's sequence is known.</summary>
    SequenceReused,

    /// <summary>The envelope that this one names as its predecessor is not the one that is known.</summary>
    HistoryForked,

    /// <summary>The message key was used or dropped, and the message is not in the replay record.</summary>
    KeyGone,

    /// <summary>The ciphertext does not open.</summary>
    CannotOpen,

    // Sending.

    /// <summary>This device's own certificate is over or not the listed one: renew it first.</summary>
    OwnCertificateInvalid,

    /// <summary>A reader has no valid key.</summary>
    RecipientKeysExpired,

    /// <summary>A reader's key is one that nobody can wrap for (a point of small order).</summary>
    RecipientKeyInvalid,

    /// <summary>An owner must read or decide and has no viewer key in force.</summary>
    NoViewer,

    /// <summary>Nobody would be able to read the message.</summary>
    NoReaders,

    /// <summary>The content does not fit into the largest bucket or into its own limits.</summary>
    ContentTooLong,
}
