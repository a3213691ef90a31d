namespace ContextExchange.Protocol;

/// <summary>Every bound of the system in one place. Sizes are bytes unless the name says otherwise.</summary>
public static class Limits
{
    /// <summary>A sealed message's largest ciphertext, authentication tag included (the largest size bucket).</summary>
    public const int MaxCiphertext = 64 * 1024;

    /// <summary>Header (323), device signature (64) and the largest ciphertext.</summary>
    public const int MaxEnvelope = 323 + 64 + MaxCiphertext;

    /// <summary>One owner's signed decision about a held message (CXE1, 6.2).</summary>
    public const int ApprovalSize = 250;

    /// <summary>A message as it is delivered: the envelope and at most both owners' approvals.</summary>
    public const int MaxDelivery = MaxEnvelope + 2 * ApprovalSize;

    /// <summary>A published epoch: header, signature, wraps for at most <see cref="MaxEpochReaders"/>.</summary>
    public const int MaxEpochRecord = 16 * 1024;

    public const int MaxEpochReaders = 36;

    /// <summary>
    /// Epochs that a device may publish on a connection beyond its messages there: each stored message gives one back,
    /// and so does each <see cref="EpochInterval"/>. One more is refused with <see cref="Refusal.RateLimited"/>.
    /// </summary>
    public const int MaxUnusedEpochs = 60;

    /// <summary>One frame's payload.</summary>
    public const int MaxFrame = MaxDelivery + 256;

    /// <summary>One WebSocket message; it may carry several frames.</summary>
    public const int MaxSocketMessage = 256 * 1024;

    /// <summary>Before a socket is authenticated a message may not be larger than this.</summary>
    public const int MaxHandshakeMessage = 4 * 1024;

    /// <summary>Frames of one socket whose answers are outstanding; more are not read until answers leave.</summary>
    public const int MaxInFlightPerSocket = 256;

    /// <summary>Bytes queued for a slow reader before its socket is closed with a code.</summary>
    public const int MaxSocketOutbox = 1024 * 1024;

    public const int MaxSocketsPerAgent = 16;
    public const int MaxSocketsPerAddress = 2_000;
    public const int MaxDevicesPerAgent = 8;
    public const int MaxAgentsPerOwner = 1_000;
    public const int MaxConnectionsPerAgent = 1_000;
    public const int MaxOpenInvitesPerAgent = 100;
    public const int MaxKeysPerAgent = 8;
    public const int MaxCategoriesPerContract = 32;
    public const int MaxCategoryName = 32;
    public const int MaxDisplayName = 80;

    /// <summary>A sealed note: a count and one part for each device (CXE1, 6.3).</summary>
    public const int MaxSealedNote = 1 + MaxDevicesPerAgent * 1_269;

    /// <summary>Viewer certificates of one owner that are in force or ended lately; one a month is usual.</summary>
    public const int MaxViewersPerOwner = 16;

    public const int MaxPasskeysPerAccount = 20;

    /// <summary>Identities at other issuers that sign one account in.</summary>
    public const int MaxIssuersPerAccount = 10;

    /// <summary>An owner's keys as its browser wrapped them.</summary>
    public const int MaxVault = 64 * 1024;

    /// <summary>Wrong codes from another device before that way of confirming a sign-in ends.</summary>
    public const int MaxLoginCodeTries = 5;

    /// <summary>Sign-in mails to one address in 15 minutes.</summary>
    public const int MaxSignInMailsPerAddress = 3;

    /// <summary>One-time prekeys of one device that the server keeps.</summary>
    public const int MaxOneTimePrekeys = 100;

    /// <summary>Times an hour that one side of a connection may ask for one-time prekeys.</summary>
    public const int MaxPrekeyCallsPerHour = 30;

    /// <summary>Nacks an hour of one side of a connection.</summary>
    public const int MaxNacksPerHour = 60;

    /// <summary>
    /// How far a device may move its own mark: no device comes there by sending, and beyond it is room for as many
    /// numbers again.
    /// </summary>
    public const long MaxMovedSequence = 1L << 32;

    /// <summary>Re-wraps in one call.</summary>
    public const int MaxRewraps = 100;

    /// <summary>
    /// Signed terms of one side that are kept, which is all of them: a device that was away follows them link by link.
    /// They stand in the connection's state, 414 bytes each with the seven usual categories and 864 at most: 0.8 MB
    /// with both sides full, 1.8 MB at most, written when the connection changes and never for a message.
    /// </summary>
    public const int MaxSignedTerms = 1_024;

    /// <summary>Signed terms of each side in one answer.</summary>
    public const int MaxTermsPage = 128;

    /// <summary>Versions of an agent's device list that are kept, the newest ones.</summary>
    public const int MaxDirectories = 16;

    /// <summary>Rotations of one agent's identity key, all of which are kept.</summary>
    public const int MaxRotations = 64;

    /// <summary>Characters of the reason with which a connection is suspended.</summary>
    public const int MaxSuspendReason = 64;

    /// <summary>Open holds of one connection; one more is refused with <see cref="SendStatus.Overloaded"/>.</summary>
    public const int MaxHoldsPerConnection = 100;

    /// <summary>Mailbox entries that no device has acknowledged.</summary>
    public const int MaxUnacknowledged = 100_000;

    public const int MaxUnacknowledgedBytes = 256 * 1024 * 1024;

    /// <summary>
    /// One connection's share of <see cref="MaxUnacknowledged"/>: one peer cannot fill a mailbox for the others.
    /// </summary>
    public const int MaxUnacknowledgedPerConnection = MaxUnacknowledged / 4;

    /// <summary>One connection's share of <see cref="MaxUnacknowledgedBytes"/>.</summary>
    public const int MaxUnacknowledgedBytesPerConnection = MaxUnacknowledgedBytes / 4;

    /// <summary>
    /// Unacknowledged notices of one connection that only say to read something again; what else a peer changes
    /// meanwhile is told by one more notice when some of them are acknowledged.
    /// </summary>
    public const int MaxUnreadChanges = 256;

    /// <summary>Most hops a message may ask for.</summary>
    public const int MaxHops = 32;

    /// <summary>REST bodies.</summary>
    public const int MaxJsonBody = 256 * 1024;

    public const int MaxJsonDepth = 8;
    public const int MaxPage = 200;

    /// <summary>The longest time to live of a message, holds included.</summary>
    public static readonly TimeSpan MaxTimeToLive = TimeSpan.FromDays(7);

    /// <summary>
    /// In which a device earns one more epoch per connection; CXE1 opens none sooner for a reply's sake.
    /// </summary>
    public static readonly TimeSpan EpochInterval = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long after its publishing a message of an epoch may still be stored: its life of an hour, a message's
    /// longest time to live, and room for clocks. From then on the epoch is kept as long as its messages.
    /// </summary>
    public static readonly TimeSpan EpochReach = TimeSpan.FromDays(8);

    /// <summary>How far ahead of the server's clock a message's creation may lie.</summary>
    public static readonly TimeSpan MaxClockLead = TimeSpan.FromMinutes(5);

    public static readonly TimeSpan HoldLifetime = TimeSpan.FromHours(24);
    public static readonly TimeSpan InviteLifetime = TimeSpan.FromHours(72);

    /// <summary>The longest life that an inviter may choose for an invite.</summary>
    public static readonly TimeSpan MaxInviteLifetime = TimeSpan.FromDays(30);
    public static readonly TimeSpan TicketLifetime = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan AgentSessionLifetime = TimeSpan.FromMinutes(15);
    public static readonly TimeSpan OwnerSessionLifetime = TimeSpan.FromHours(24);
    public static readonly TimeSpan OwnerSessionIdle = TimeSpan.FromHours(1);
    /// <summary>How long a sign-in by mail can be confirmed, its second factor included.</summary>
    public static readonly TimeSpan LoginRequestLifetime = TimeSpan.FromMinutes(10);

    /// <summary>How recent a sign-in must be for changes of factors, owner and vault.</summary>
    public static readonly TimeSpan RecentSignIn = TimeSpan.FromMinutes(5);

    /// <summary>How long an account with factors waits before mail alone signs it in.</summary>
    public static readonly TimeSpan RecoveryDelay = TimeSpan.FromHours(24);
    public static readonly TimeSpan MaxLongPoll = TimeSpan.FromSeconds(50);
    public static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);
}
