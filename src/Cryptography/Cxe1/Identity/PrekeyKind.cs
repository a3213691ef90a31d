namespace ContextExchange.Cryptography.Cxe1;

/// <summary>What a prekey is good for.</summary>
public enum PrekeyKind : byte
{
    /// <summary>SPK: used by anyone until it ends; the fallback.</summary>
    SignedPrekey = 1,

    /// <summary>OPK: opens one epoch.</summary>
    OneTimePrekey = 2,

    /// <summary>RPK: made in an epoch header for one peer device, opens one epoch.</summary>
    ReplyPrekey = 3,
}
