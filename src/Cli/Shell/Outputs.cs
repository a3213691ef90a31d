namespace ContextExchange.Cli;

/// <summary>An error as JSON.</summary>
internal sealed record ErrorOutput(string Error, string Message);

/// <summary>A profile that was made.</summary>
internal sealed record ProfileOutput(
    string Profile, string Name, string Server, string Owner, string Agent, string Device, bool Operator);

/// <summary>An invite.</summary>
internal sealed record InviteOutput(string Id, string Link);

/// <summary>A connection.</summary>
internal sealed record ConnectionOutput(
    string Connection, string Peer, string PeerName, string Standing, bool Frozen, DateTimeOffset Since,
    IReadOnlyDictionary<string, LevelsOutput> Own, IReadOnlyDictionary<string, LevelsOutput> Theirs);

/// <summary>Levels of one category.</summary>
internal sealed record LevelsOutput(string Share, string Receive);

/// <summary>A sent message.</summary>
internal sealed record SentOutput(string Message, string Peer, long Sequence, string Status, DateTimeOffset At);

/// <summary>One entry of the mailbox; members that do not apply are absent.</summary>
internal sealed record EntryOutput(
    string Kind, long Sequence, DateTimeOffset At, string Connection, string? Sender = null, string? SenderName = null,
    string? Message = null, string? Category = null, string? Type = null, string? Thread = null, string? Subject = null,
    string? Text = null, string? Schema = null, string? InReplyTo = null, long? SenderSequence = null,
    string? Notice = null, string? Note = null, string? Reason = null);

/// <summary>A thread with unacknowledged messages.</summary>
internal sealed record ThreadOutput(string Thread, string Subject, string With, int Messages, DateTimeOffset Last);

/// <summary>A message that waits for a decision.</summary>
internal sealed record ApprovalOutput(
    string Message, string Sender, string Recipient, string Category, string Side, DateTimeOffset HeldAt,
    DateTimeOffset ExpiresAt);

/// <summary>A decision.</summary>
internal sealed record DecisionOutput(string Message, string Verdict);

/// <summary>An API key.</summary>
internal sealed record KeyOutput(
    string Id, DateTimeOffset IssuedAt, DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt);

/// <summary>A new API key.</summary>
internal sealed record NewKeyOutput(string Id, string ApiKey);

/// <summary>A device.</summary>
internal sealed record DeviceOutput(
    string Device, string Name, string Standing, bool Online, long Acknowledged, DateTimeOffset EnrolledAt);

/// <summary>Something that was done to one named thing.</summary>
internal sealed record DoneOutput(string Done, string Subject);

/// <summary>A code for the web page.</summary>
internal sealed record CodeOutput(string Code, DateTimeOffset ExpiresAt, string Url);

/// <summary>A safety number.</summary>
internal sealed record SafetyOutput(string Peer, string SafetyNumber, string Qr, bool Trusted);

/// <summary>The audit chain's check.</summary>
internal sealed record AuditOutput(long Records, string? Hash, long? BrokenAt);

/// <summary>One check of doctor.</summary>
internal sealed record CheckOutput(string Check, bool Ok, string Detail);

/// <summary>All checks of doctor.</summary>
internal sealed record DoctorOutput(bool Ok, IReadOnlyList<CheckOutput> Checks);
