namespace ContextExchange.Storage.Tests;

/// <summary>One random history of one store, and its model.</summary>
internal sealed class RandomHistory(int seed, StoreUnderTest store)
{
    private static readonly AgentId[] Agents = [.. Enumerable.Range(1, 5).Select(n => new AgentId(Name(n)))];
    private static readonly RetentionClass[] Classes = Enum.GetValues<RetentionClass>();

    private readonly Random _random = new(seed);
    private readonly LogModel _model = new();
    private int _holds;

    public int Turn { get; private set; }

    public async Task RunAsync(int turns)
    {
        for (Turn = 1; Turn <= turns; Turn++)
        {
            store.Time.Now += TimeSpan.FromMinutes(_random.Next(180));
            await ActAsync();
            await AskAsync();
        }
    }

    private async Task ActAsync()
    {
        switch (_random.Next(20))
        {
            case < 12:
                await BurstAsync(_random.Next(1, 40));
                break;
            case < 15:
                await ClaimAsync(Any(Agents));
                break;
            case < 17:
                await MoveCursorAsync();
                break;
            case < 19:
                await ApplyRetentionAsync();
                break;
            default:
                store.Reopen();
                break;
        }
    }

    // Steps that were called without waiting share commits, so they are judged within batches.
    private async Task BurstAsync(int count)
    {
        var calls = new List<(LogVerdict Expected, Task<LogVerdict> Call)>();
        for (var n = 0; n < count; n++)
        {
            var step = Step();
            calls.Add((_model.Append(step, store.Time.Now), store.Log.AppendAsync(step).AsTask()));
        }

        foreach (var (expected, call) in calls) Assert.Equal(expected, await call);
    }

    private LogAppend Step()
    {
        var (sender, recipient) = (Any(Agents), Any(Agents));
        var connection = ConnectionId.Between(sender, recipient);
        var step = new LogAppend { Mailbox = recipient, Retention = Any(Classes) };
        if (Chance(95)) step = step with { Epoch = EpochOf(recipient), Entry = Entry(recipient, connection) };
        if (Chance(60)) step = step with { Settles = Mark(connection, Device(sender)) };
        if (Chance(10) || step is { Entry: null, Settles: null })
            step = step with { Opens = Hold(connection, sender, recipient) };
        if (Chance(10))
            step = step with { Closes = Chance(80) && _model.Holds is [_, ..] ? Any(_model.Holds).Key : new HoldKey() };
        return step;
    }

    private long EpochOf(AgentId mailbox) => _model.Epochs.GetValueOrDefault(mailbox) - (Chance(3) ? 1 : 0);

    private MailboxEntry Entry(AgentId mailbox, ConnectionId connection)
    {
        var sequence = _model.Sequences.GetValueOrDefault(mailbox) + (Chance(3) ? _random.Next(-1, 4) : 1);
        var body = new byte[_random.Next(Chance(5) ? 9_000 : 300)];
        _random.NextBytes(body);
        var kind = (EntryKind)_random.Next(1, 4);
        return new MailboxEntry(sequence, kind, connection, store.Time.Now, body, Chance(50) ? new byte[16] : default);
    }

    private SenderMark Mark(ConnectionId connection, DeviceId device)
    {
        var number = _model.Numbers.GetValueOrDefault((connection, device)) + (Chance(3) ? _random.Next(-1, 4) : 1);
        var digest = new byte[32];
        _random.NextBytes(digest);
        return new SenderMark(
            connection, device, number, digest, _random.Next(100), _random.Next(100), (SendStatus)_random.Next(3));
    }

    private Hold Hold(ConnectionId connection, AgentId sender, AgentId recipient)
    {
        if (Chance(5) && _model.Holds is [_, ..]) return Any(_model.Holds);
        var key = new HoldKey(connection, new EnvelopeId(Name(1000 + ++_holds)), Chance(50) ? sender : recipient);
        var body = new byte[_random.Next(500)];
        _random.NextBytes(body);
        return new Hold(
            key, sender, recipient, "projects", store.Time.Now, store.Time.Now.AddHours(_random.Next(1, 48)), body,
            new byte[16]);
    }

    private async Task ClaimAsync(AgentId mailbox)
    {
        var epoch = _model.Claim(mailbox);
        var head = await store.Log.ClaimHeadAsync(mailbox);
        Assert.Equal(epoch, head.Epoch);
        Assert.Equal(_model.Sequences.GetValueOrDefault(mailbox), head.Sequence);
    }

    private async Task MoveCursorAsync()
    {
        var (mailbox, sequence) = (Any(Agents), _random.Next(200));
        var device = Device(mailbox);
        _model.MoveCursor(mailbox, device, sequence);
        await store.Log.MoveCursorAsync(mailbox, device, sequence);
        var cursors = await store.Log.ReadCursorsAsync(mailbox);
        Assert.Equal(_model.Cursors[(mailbox, device)], cursors.Single(cursor => cursor.Device == device).Acknowledged);
    }

    private async Task ApplyRetentionAsync()
    {
        _model.ApplyRetention(store.Time.Now);
        while (await store.Log.ApplyRetentionAsync(store.Time.Now))
        {
        }
    }

    private async Task AskAsync()
    {
        var mailbox = Any(Agents);
        var connection = ConnectionId.Between(mailbox, Any(Agents));
        var (after, max) = (_random.Next((int)_model.Sequences.GetValueOrDefault(mailbox) + 2), _random.Next(1, 50));
        AssertSame(
            _model.Mailbox(mailbox, after, max), await store.Log.ReadMailboxAsync(mailbox, after, max, int.MaxValue));
        Assert.Equal(_model.Oldest(mailbox), await store.Log.ReadOldestAsync(mailbox));
        await AskConversationAsync(connection, max);
        await AskSettledAsync(connection, Device(mailbox));
        Assert.Equal(
            _model.Holds.Where(hold => hold.Key.Connection == connection).Select(hold => hold.Key),
            (await store.Log.ReadHoldsAsync(connection)).Select(hold => hold.Key));
        Assert.Equal(
            _model.Holds.Where(hold => hold.Key.Side == mailbox).Select(hold => hold.Key),
            (await store.Log.ReadHoldsAsync(mailbox)).Select(hold => hold.Key));
    }

    // Entries of different mailboxes that were under way together may stand in either order, so each mailbox is
    // compared.
    private async Task AskConversationAsync(ConnectionId connection, int size)
    {
        var entries = new List<MailboxEntry>();
        string? next = null;
        do
        {
            var page = await store.Log.ReadConnectionAsync(connection, next, size);
            entries.AddRange(page.Entries);
            next = page.Next;
        }
        while (next is not null);

        var back = new List<MailboxEntry>();
        string? before = null;
        do
        {
            var page = await store.Log.ReadConnectionBackAsync(connection, before, size);
            back.InsertRange(0, page.Entries);
            before = page.Previous;
        }
        while (before is not null);
        Assert.Equal(entries.Select(Text), back.Select(Text));

        var expected = _model.Conversation(connection);
        Assert.Equal(expected.Count, entries.Count);
        Assert.Equal(expected.Select(Text).Order(), entries.Select(Text).Order());
        Assert.Equal(expected.OrderBy(entry => entry.At).Select(entry => entry.At), entries.Select(entry => entry.At));
    }

    private async Task AskSettledAsync(ConnectionId connection, DeviceId device)
    {
        var newest = _model.Numbers.GetValueOrDefault((connection, device));
        var number = _random.NextInt64(newest + 2);
        var expected = _model.Settled(connection, device, number);
        var actual = await store.Log.FindSettledAsync(connection, device, number);
        Assert.Equal(expected?.Settles?.Digest.ToArray(), actual?.Digest.ToArray());
        Assert.Equal(expected?.Settles?.Outcome, actual?.Outcome);
        Assert.Equal(expected is null ? null : expected.Entry?.Sequence ?? 0, actual?.MailboxSequence);
        var mark = (await store.Log.ReadMarksAsync(connection)).SingleOrDefault(mark => mark.Device == device);
        Assert.Equal(newest, mark?.Sequence ?? 0);
    }

    private static void AssertSame(IReadOnlyList<MailboxEntry> expected, IReadOnlyList<MailboxEntry> actual)
    {
        Assert.Equal(expected.Select(entry => entry.Sequence), actual.Select(entry => entry.Sequence));
        Assert.Equal(expected.Select(Text), actual.Select(Text));
    }

    private static string Text(MailboxEntry entry) =>
        $"{entry.Sequence} {entry.Kind} {entry.Connection} {entry.At:O} {Convert.ToHexString(entry.Body.Span)} "
        + Convert.ToHexString(entry.LineageTag.Span);

    private bool Chance(int percent) => _random.Next(100) < percent;

    private T Any<T>(IReadOnlyList<T> of) => of[_random.Next(of.Count)];

    private DeviceId Device(AgentId agent) => new(Name((Array.IndexOf(Agents, agent) * 10) + 100 + _random.Next(2)));

    private static Guid Name(int n) => new(n, 1, 2, [3, 4, 5, 6, 7, 8, 9, 10]);
}
