namespace ContextExchange.Web.Tests.Gateway;

/// <summary>An agent's mailbox that does what a test says. The rest of an agent is not there.</summary>
internal sealed partial class ScriptedAgent : IAgentGrain
{
    private readonly Lock _gate = new();
    private readonly List<MailboxEntry> _entries = [];
    private readonly List<IMailboxObserver> _observers = [];

    public Dictionary<DeviceId, byte[]> Keys { get; } = [];

    /// <summary>What a subscription answers.</summary>
    public Refusal SubscribeRefusal { get; set; }

    /// <summary>The oldest entry that is kept; reads from before it are refused.</summary>
    public long Oldest { get; set; } = 1;

    public long Acknowledged { get; set; }

    /// <summary>Awaited by every read before it looks.</summary>
    public Func<Task> BeforeRead { get; set; } = () => Task.CompletedTask;

    /// <summary>Awaited by every read after it has looked.</summary>
    public Func<Task> AfterRead { get; set; } = () => Task.CompletedTask;

    /// <summary>Called by every acknowledgement.</summary>
    public Func<long, ValueTask<Refusal>> OnAcknowledge { get; set; } = _ => ValueTask.FromResult(Refusal.None);

    public int Subscriptions { get; private set; }

    public int Reads { get; private set; }

    public IReadOnlyList<IMailboxObserver> Observers
    {
        get
        {
            lock (_gate) return [.. _observers];
        }
    }

    /// <summary>Stores entries and, unless told otherwise, pushes them.</summary>
    public async Task AppendAsync(int count, bool push = true, int size = 40)
    {
        List<MailboxEntry> added = [];
        lock (_gate)
            for (var i = 0; i < count; i++)
            {
                added.Add(new MailboxEntry(
                    _entries.Count + 1, EntryKind.Message, new ConnectionId(Guid.Empty), DateTimeOffset.UnixEpoch,
                    new byte[size], default));
                _entries.Add(added[^1]);
            }

        if (!push) return;
        foreach (var observer in Observers) await observer.OnEntries(added);
    }

    public ValueTask<ReadOnlyMemory<byte>> GetDeviceKey(DeviceId device) =>
        new(Keys.TryGetValue(device, out var key) ? key : ReadOnlyMemory<byte>.Empty);

    public async Task<MailboxPage> ReadMailbox(long after, int max)
    {
        await BeforeRead();
        var page = Look(after, max);
        await AfterRead();
        return page;
    }

    private MailboxPage Look(long after, int max)
    {
        lock (_gate)
        {
            Reads++;
            var refusal = after > _entries.Count ? Refusal.CursorAhead
                : after < Oldest - 1 ? Refusal.CursorExpired : Refusal.None;
            List<MailboxEntry> found = refusal == Refusal.None ? [.. _entries.Skip((int)after).Take(max)] : [];
            return new MailboxPage(refusal, found, _entries.Count, Oldest);
        }
    }

    public Task<MailboxSubscription> Subscribe(DeviceId device, IMailboxObserver observer)
    {
        lock (_gate)
        {
            Subscriptions++;
            if (SubscribeRefusal == Refusal.None && !_observers.Contains(observer)) _observers.Add(observer);
            return Task.FromResult(new MailboxSubscription(SubscribeRefusal, _entries.Count, Acknowledged));
        }
    }

    public Task Unsubscribe(DeviceId device, IMailboxObserver observer)
    {
        lock (_gate) _observers.Remove(observer);
        return Task.CompletedTask;
    }

    public ValueTask<Refusal> Acknowledge(DeviceId device, long sequence) => OnAcknowledge(sequence);
}
