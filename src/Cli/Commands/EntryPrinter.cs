namespace ContextExchange.Cli;

/// <summary>Prints entries of the mailbox, one line of JSON or a few lines of text each.</summary>
internal static class EntryPrinter
{
    /// <summary>Display names by agent, for printing.</summary>
    public static async Task<IReadOnlyDictionary<AgentId, string>> NamesAsync(AgentClient client, CancellationToken ct)
    {
        var api = await client.AsDeviceAsync(ct);
        var connections = await api.GetConnectionsAsync(client.Profile.Agent, ct);
        return connections.ToDictionary(one => one.Peer, one => one.PeerName);
    }

    public static void Print(Terminal terminal, MailboxItem item, IReadOnlyDictionary<AgentId, string> names) =>
        terminal.Print(ToOutput(item, names), CliJson.Default.EntryOutput, Lines(item, names));

    public static EntryOutput ToOutput(MailboxItem item, IReadOnlyDictionary<AgentId, string> names) => item switch
    {
        ReceivedMessage m => new EntryOutput(
            "message", m.Sequence, m.At, $"{m.Connection}", $"{m.Sender}", names.GetValueOrDefault(m.Sender),
            $"{m.Message}",
            m.Category?.Name, m.Content.Type.ToString().ToLowerInvariant(), m.Content.Thread.ToString("N"),
            m.Content.Subject, m.Content.Text, m.Content.SchemaId, m.InReplyTo?.ToString(), m.SenderSequence),
        WithheldMessage w => new EntryOutput(
            "withheld", w.Sequence, w.At, $"{w.Connection}", SenderSequence: w.SenderSequence),
        ServerNotice n => new EntryOutput(
            "notice", n.Sequence, n.At, $"{n.Connection}", Message: $"{n.Notice.Message}",
            Notice: NameOf(n.Notice.Kind),
            Note: n.Notice.Note.Length > 0 ? n.Notice.Note : null),
        UndecryptableMessage u => new EntryOutput(
            "undecryptable", u.Sequence, u.At, $"{u.Connection}", Reason: u.Reason),
        _ => throw new ArgumentOutOfRangeException(nameof(item)),
    };

    private static string[] Lines(MailboxItem item, IReadOnlyDictionary<AgentId, string> names)
    {
        var at = $"{item.At.ToLocalTime():yyyy-MM-dd HH:mm:ss}";
        return item switch
        {
            ReceivedMessage m => Lines(at, m, Terminal.Clean(names.GetValueOrDefault(m.Sender) ?? $"{m.Sender}")),
            WithheldMessage w => [$"{at}  a message (number {w.SenderSequence}) is withheld"],
            ServerNotice n => [$"{at}  {NameOf(n.Notice.Kind)}  {Terminal.Clean(n.Notice.Note)}".TrimEnd()],
            UndecryptableMessage u => [$"{at}  cannot be opened: {u.Reason}"],
            _ => throw new ArgumentOutOfRangeException(nameof(item)),
        };
    }

    private static string[] Lines(string at, ReceivedMessage message, string sender) =>
    [
        $"{at}  {sender}  [{message.Category?.Name ?? "?"}]  {Terminal.Clean(message.Content.Subject)}".TrimEnd(),
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
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
