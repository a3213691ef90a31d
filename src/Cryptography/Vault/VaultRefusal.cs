namespace ContextExchange.Cryptography;

/// <summary>Why a vault did not open, in order of precedence.</summary>
public enum VaultRefusal
{
    /// <summary>It opened.</summary>
    None = 0,

    /// <summary>The blob is not one of ours: too short or with another beginning.</summary>
    NotAVault,

    /// <summary>The blob has a version that this program does not know.</summary>
    UnknownVersion,

    /// <summary>The blob was sealed by the other means: a key file instead of a passphrase, or the reverse.</summary>
    WrongKind,

    /// <summary>The cost that the blob states is outside what is allowed.</summary>
    CostOutOfRange,

    /// <summary>The passphrase, the key, the associated data or a byte of the blob is not what it was.</summary>
    NotAuthentic,
}
