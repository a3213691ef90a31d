namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// Every bound of the protocol, in one place; docs/protocol/cxe1.md gives the reasons. Times are milliseconds.
/// </summary>
public static class Cxe1Limits
{
    /// <summary>The protocol version byte of envelopes and epoch headers.</summary>
    public const byte Version = 1;

    /// <summary>The largest number that any field carries, 2^53-1: what a JavaScript number holds exactly.</summary>
    public const ulong MaxNumber = (1UL << 53) - 1;

    /// <summary>Bytes of an Ed25519 signature.</summary>
    public const int SignatureSize = 64;

    /// <summary>Messages of one epoch; n is 0 to 99.</summary>
    public const int MessagesPerEpoch = 100;

    /// <summary>How long a sender seals under one epoch.</summary>
    public const long EpochLife = 60 * Minute;

    /// <summary>The least time between two epochs that are opened only because a peer sent a reply prekey.</summary>
    public const long ReplyEpochInterval = 30 * Second;

    /// <summary>The longest life of a device certificate.</summary>
    public const long DeviceCertificateLife = 7 * Day;

    /// <summary>The longest life of an owner viewer key; a new one is made every 30 days.</summary>
    public const long ViewerLife = 60 * Day;

    /// <summary>The life of a signed prekey.</summary>
    public const long SignedPrekeyLife = 7 * Day;

    /// <summary>How long the private half of a signed or one-time prekey outlives it.</summary>
    public const long SignedPrekeyGrace = 8 * Day;

    /// <summary>How long peers may use a reply prekey.</summary>
    public const long ReplyPrekeyLife = 24 * Hour;

    /// <summary>When an unused reply prekey's private half is destroyed, counted from its creation.</summary>
    public const long ReplyPrekeyKept = 9 * Day;

    /// <summary>The longest life of a one-time prekey.</summary>
    public const long OneTimePrekeyLife = 30 * Day;

    /// <summary>One-time prekeys that one device keeps at the server.</summary>
    public const int OneTimePrekeys = 100;

    /// <summary>Below so many of them at the server a device publishes new ones.</summary>
    public const int OneTimePrekeysLow = 25;

    /// <summary>The longest time to live of a message, in seconds: 7 days.</summary>
    public const uint MaxTimeToLiveSeconds = 7 * 24 * 60 * 60;

    /// <summary>How long receiving chains, skipped keys and replay records are kept.</summary>
    public const long ReceivingStateKept = 8 * Day;

    /// <summary>How far a clock may run ahead of the reader's.</summary>
    public const long ClockTolerance = 5 * Minute;

    /// <summary>The time in which a roster need not yet name a device that was just added.</summary>
    public const long RosterGrace = 60 * Second;

    /// <summary>Skipped message keys that one device keeps.</summary>
    public const int SkippedKeys = 1_000;

    /// <summary>Devices of one agent.</summary>
    public const int DevicesPerAgent = 8;

    /// <summary>Entries of one epoch's roster.</summary>
    public const int RosterEntries = 32;

    /// <summary>Reply prekeys in one epoch header: 8 devices of the peer and 7 of the sender.</summary>
    public const int ReplyPrekeys = 15;

    /// <summary>Categories in one side's terms.</summary>
    public const int TermsCategories = 64;

    /// <summary>The newest terms of one side that everybody keeps.</summary>
    public const int KnownTerms = 1_024;

    /// <summary>One second.</summary>
    public const long Second = 1_000;

    /// <summary>One minute.</summary>
    public const long Minute = 60 * Second;

    /// <summary>One hour.</summary>
    public const long Hour = 60 * Minute;

    /// <summary>One day.</summary>
    public const long Day = 24 * Hour;
}
