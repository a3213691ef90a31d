namespace ContextExchange.Storage.Tests;

/// <summary>
/// The log as simply as it can be said: one list of everything that was stored, and every question answered by
/// searching it.
/// </summary>
internal sealed class LogModel
{
    public List<(LogAppend Step, DateTimeOffset At)> Rows { get; } = [];

    public Dictionary<AgentId, long> Epochs { get; } = [];

    public Dictionary<AgentId, long> Sequences { get; } = [];

    public Dictionary<(ConnectionId, DeviceId), long> Numbers { get; } = [];

    public Dictionary<(AgentId, DeviceId), long> Cursors { get; } = [];

    public List<Hold> Holds { get; } = [];

    public long Claim(AgentId mailbox) => Epochs[mailbox] = Epochs.GetValueOrDefault(mailbox) + 1;

    public LogVerdict Append(LogAppend step, DateTimeOffset now)
    {
        if (step.Entry is { } entry && (Epochs.GetValueOrDefault(step.Mailbox) == 0
            || Epochs[step.Mailbox] != step.Epoch || Sequences.GetValueOrDefault(step.Mailbox) + 1 != entry.Sequence))
            return LogVerdict.StaleHead;
        if (step.Settles is { } mark && Numbers.GetValueOrDefault((mark.Connection, mark.Device)) + 1 != mark.Sequence)
            return LogVerdict.StaleMark;
        if (step.Opens is { } opens && Holds.Exists(hold => hold.Key == opens.Key)) return LogVerdict.HoldClosed;
        if (step.Closes is { } closes && !Holds.Exists(hold => hold.Key == closes)) return LogVerdict.HoldClosed;

        if (step.Closes is { } closed) Holds.RemoveAll(hold => hold.Key == closed);
        if (step.Opens is { } opened) Holds.Add(opened);
        if (step.Entry is not null) Sequences[step.Mailbox] = step.Entry.Sequence;
        if (step.Settles is { } settled) Numbers[(settled.Connection, settled.Device)] = settled.Sequence;
        Rows.Add((step, step.Entry?.At ?? now));
        return LogVerdict.Stored;
    }

    public void MoveCursor(AgentId mailbox, DeviceId device, long sequence) =>
        Cursors[(mailbox, device)] = Math.Max(sequence, Cursors.GetValueOrDefault((mailbox, device)));

    public void ApplyRetention(DateTimeOffset now) => Rows.RemoveAll(row =>
        row.Step.Retention != RetentionClass.Keep && row.At < now - TimeSpan.FromDays((int)row.Step.Retention));

    public IReadOnlyList<MailboxEntry> Mailbox(AgentId mailbox, long after, int max) =>
        [.. Rows.Where(row => row.Step.Mailbox == mailbox).Select(row => row.Step.Entry).OfType<MailboxEntry>()
            .Where(entry => entry.Sequence > after).Take(max)];

    public long Oldest(AgentId mailbox) =>
        Mailbox(mailbox, 0, 1) is [var oldest] ? oldest.Sequence : Sequences.GetValueOrDefault(mailbox) + 1;

    public IReadOnlyList<MailboxEntry> Conversation(ConnectionId connection) =>
        [.. Rows.Select(row => row.Step.Entry).OfType<MailboxEntry>()
            .Where(entry => entry.Connection == connection && entry.Kind != EntryKind.Notice)];

    public LogAppend? Settled(ConnectionId connection, DeviceId device, long number) =>
        Rows.Find(row => row.Step.Settles is { } mark
            && (mark.Connection, mark.Device, mark.Sequence) == (connection, device, number)).Step;
}
