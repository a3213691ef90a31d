namespace ContextExchange.Cli;

/// <summary>Prints entries of the mailbox, one line of JSON or a few lines of text each.</summary>
internal static class EntryPrinter
{
    /// <summary>What the agent and its peers are called.</summary>
    public static async Task<IReadOnlyDictionary<AgentId, string>> NamesAsync(AgentClient client, CancellationToken ct)
    {
        var api = await client.AsDeviceAsync(ct);
        var connections = await api.GetConnectionsAsync(client.Profile.Agent, ct);
        var names = connections.ToDictionary(one => one.Peer, one => one.PeerName);
        names[client.Profile.Agent] = client.Profile.DisplayName;
        return names;
    }

    public static void Print(Terminal terminal, MailboxItem item, IReadOnlyDictionary<AgentId, string> names) =>
        terminal.Print(ToOutput(item, names), CliJson.Default.EntryOutput, Lines(item, names));

    public static EntryOutput ToOutput(MailboxItem item, IReadOnlyDictionary<AgentId, string> names) => item switch
    {
        ReceivedMessage m => new EntryOutput(
            "message", m.Sequence, m.At, $"{m.Connection}", $"{m.Sender}", names.GetValueOrDefault(m.Sender),
            $"{m.Message}",
            m.Category?.Name, m.Content.Type.ToString().ToLowerInvariant(), m.Content.Thread.ToString("N"),
            m.Content.Subject, m.Content.Text, m.Content.SchemaId, m.InReplyTo?.ToString(), m.SenderSequence,
            LogicalId: m.Content.LogicalId.ToString("N"), PredecessorMissing: m.IsPredecessorMissing ? true : null),
        WithheldMessage w => new EntryOutput(
            "withheld", w.Sequence, w.At, $"{w.Connection}", SenderSequence: w.SenderSequence),
        ServerNotice n => new EntryOutput(
            "notice", n.Sequence, n.At, $"{n.Connection}", Message: $"{n.Notice.Message}",
            Notice: NameOf(n.Notice.Kind),
            Note: n.OwnerNote, Reason: n.NoteRefused ?? (n.Reason.Length > 0 ? n.Reason : null)),
        UndecryptableMessage u => new EntryOutput(
            "undecryptable", u.Sequence, u.At, $"{u.Connection}", Reason: u.Reason, WillBeSentAgain: u.WillBeSentAgain),
        RefusedMessage r => new EntryOutput(
            "refused", r.Sequence, r.At, $"{r.Connection}", Reason: r.Reason, Attack: r.IsAttack),
        UndeliveredMessage d => new EntryOutput(
            "undelivered", d.Sequence, d.At, $"{d.Connection}", Reason: d.Reason,
            Texts: [.. d.Texts.Select(one => new UndeliveredOutput(one.LogicalId.ToString("N"), one.Text))]),
        _ => throw new ArgumentOutOfRangeException(nameof(item)),
    };

    private static string[] Lines(MailboxItem item, IReadOnlyDictionary<AgentId, string> names)
    {
        var at = $"{item.At.ToLocalTime():yyyy-MM-dd HH:mm:ss}";
        return item switch
        {
            ReceivedMessage m => Lines(at, m, Terminal.Clean(names.GetValueOrDefault(m.Sender) ?? $"{m.Sender}")),
            WithheldMessage w => [$"{at}  a message (number {w.SenderSequence}) is withheld"],
            ServerNotice n => [Line(at, n)],
            UndecryptableMessage u =>
            [
                $"{at}  cannot be opened: {u.Reason}" + (u.WillBeSentAgain ? "; it will be sent again" : ""),
            ],
            RefusedMessage r =>
            [
                $"{at}  REFUSED: {r.Reason}" + (r.IsAttack ? "; the connection was suspended, talk to its owner" : ""),
            ],
            UndeliveredMessage d =>
            [
                $"{at}  not delivered, also when sealed again: {d.Reason}", .. d.Texts.Select(one => "  " + one.Text),
            ],
            _ => throw new ArgumentOutOfRangeException(nameof(item)),
        };
    }

    private static string Line(string at, ServerNotice notice)
    {
        var word = notice switch
        {
            { OwnerNote: { Length: > 0 } note } => $"the owner says: {Terminal.Clean(note)}",
            { NoteRefused: { } refusal } => $"a note came along that does not hold ({refusal})",
            _ => notice.Reason,
        };
        return $"{at}  {NameOf(notice.Notice.Kind)}  {word}".TrimEnd();
    }

    private static string[] Lines(string at, ReceivedMessage message, string sender) =>
    [
        .. message.IsPredecessorMissing ? [$"{at}  WARNING: the message before this one is missing"] : (string[])[],
        $"{at}  {sender}  [{message.Category?.Name ?? "?"}]  {message.Message}  "
        + $"{Terminal.Clean(message.Content.Subject)}".TrimEnd(),
        .. Terminal.Clean(message.Content.Text).Split('\n').Select(line => "  " + line),
    ];

    private static string NameOf(NoticeKind kind) => kind switch
    {
        NoticeKind.Approved => "approved",
        NoticeKind.Rejected => "rejected",
        NoticeKind.SentBack => "sent-back",
        NoticeKind.HoldExpired => "hold-expired",
        NoticeKind.HoldCancelled => "hold-cancelled",
        NoticeKind.Undelivered => "undelivered",
        NoticeKind.ConnectionChanged => "connection-changed",
        NoticeKind.PeerKeysChanged => "peer-keys-changed",
        NoticeKind.Suspended => "suspended",
        NoticeKind.Nack => "nack",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
