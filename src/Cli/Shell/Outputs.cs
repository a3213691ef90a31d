namespace ContextExchange.Cli;

/// <summary>An error as JSON.</summary>
internal sealed record ErrorOutput(string Error, string Message);

/// <summary>A profile that was made.</summary>
internal sealed record ProfileOutput(
    string Profile, string Name, string Server, string Owner, string Agent, string Device, bool Operator);

/// <summary>An invite.</summary>
internal sealed record InviteOutput(string Id, string Link, bool OwnerReads);

/// <summary>A connection.</summary>
internal sealed record ConnectionOutput(
    string Connection, string Peer, string PeerName, string Standing, bool Frozen, DateTimeOffset Since,
    IReadOnlyDictionary<string, LevelsOutput> Own, IReadOnlyDictionary<string, LevelsOutput> Theirs, bool OwnerReads,
    bool TheirOwnerReads, int OwnVersion, int TheirVersion, string? Suspended);

/// <summary>What an invite offers, checked against its link.</summary>
internal sealed record PreviewOutput(
    string Id, string Inviter, string InviterName, bool OwnerReads, IReadOnlyDictionary<string, LevelsOutput> Terms,
    DateTimeOffset ExpiresAt);

/// <summary>Levels of one category.</summary>
internal sealed record LevelsOutput(string Share, string Receive);

/// <summary>A sent message.</summary>
internal sealed record SentOutput(string Message, string Peer, long Sequence, string Status, DateTimeOffset At);

/// <summary>One entry of the mailbox; members that do not apply are absent.</summary>
internal sealed record EntryOutput(
    string Kind, long Sequence, DateTimeOffset At, string Connection, string? Sender = null, string? SenderName = null,
    string? Message = null, string? Category = null, string? Type = null, string? Thread = null, string? Subject = null,
    string? Text = null, string? Schema = null, string? InReplyTo = null, long? SenderSequence = null,
    string? Notice = null, string? Note = null, string? Reason = null, string? LogicalId = null,
    bool? PredecessorMissing = null, bool? WillBeSentAgain = null, bool? Attack = null,
    IReadOnlyList<UndeliveredOutput>? Texts = null);

/// <summary>A text that is given back.</summary>
internal sealed record UndeliveredOutput(string LogicalId, string Text);

/// <summary>A thread with unacknowledged messages.</summary>
internal sealed record ThreadOutput(string Thread, string Subject, string With, int Messages, DateTimeOffset Last);

/// <summary>A message that waits for a decision.</summary>
internal sealed record ApprovalOutput(
    string Message, string Sender, string Recipient, string Category, string Side, DateTimeOffset HeldAt,
    DateTimeOffset ExpiresAt, string? Subject, string? Text, string? Note, string? Reason);

/// <summary>One message of a conversation, read by the owner or as history.</summary>
internal sealed record ConversationOutput(
    long Sequence, DateTimeOffset At, string? Message, string? Sender, string? Category, string? Subject, string? Text,
    string? Note, string? Reason, bool? Attack);

/// <summary>An owner's keys, never a private one.</summary>
internal sealed record OwnerOutput(
    string Owner, string Server, string Fingerprint, bool Protected, IReadOnlyList<ViewerOutput>? Viewers,
    IReadOnlyList<OwnerAgentOutput>? Agents);

/// <summary>One viewer of an owner.</summary>
internal sealed record ViewerOutput(string Viewer, DateTimeOffset From, DateTimeOffset Until);

/// <summary>One agent of an owner.</summary>
internal sealed record OwnerAgentOutput(string Agent, string Name);

/// <summary>An exported vault: where it is.</summary>
internal sealed record VaultOutput(string? File, string? Link);

/// <summary>A new device of an agent.</summary>
internal sealed record EnrolOutput(
    string Profile, string Name, string Server, string Owner, string Agent, string Device, int Rewraps);

/// <summary>How many epochs were opened for newer devices.</summary>
internal sealed record RewrapOutput(int Rewraps);

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
internal sealed record SafetyOutput(
    string Peer, string SafetyNumber, string Qr, bool Trusted, DateTimeOffset? RotatedAt);

/// <summary>The audit chain's check.</summary>
internal sealed record AuditOutput(long Records, string? Hash, long? BrokenAt);

/// <summary>One check of doctor.</summary>
internal sealed record CheckOutput(string Check, bool Ok, string Detail);

/// <summary>All checks of doctor.</summary>
internal sealed record DoctorOutput(bool Ok, IReadOnlyList<CheckOutput> Checks);
