using System.Runtime.CompilerServices;
using ContextExchange.Cryptography.Cxe1;
using OpenedMessage = ContextExchange.Cryptography.Cxe1.ReceivedMessage;

namespace ContextExchange.Client;

/// <summary>
/// What this device has of the agent's mailbox: the last sequence that is stored, what the application has not
/// acknowledged, and the queue to the application. Memory is bounded; what does not fit is read from the disk again.
/// </summary>
internal sealed class Mailbox(ClientCore core) : IDisposable
{
    /// <summary>
    /// Entries from before the server was restored, and those that waited until their peer was trusted, have no place
    /// in its mailbox any more; they stand from here on.
    /// </summary>
    public const long Detached = 1L << 52;

    private const int PageSize = 256;

    private readonly Lock _gate = new();
    private readonly SortedSet<long> _unacknowledged = [];
    private readonly Queue<MailboxItem> _ready = new();
    private readonly SemaphoreSlim _arrived = new(0, 1);
    private readonly Dictionary<EnvelopeId, TaskCompletionSource<ReceivedMessage>> _awaited = [];
    private readonly HashSet<long> _answered = [];
    private readonly HashSet<long> _handedOutDetached = [];
    private long _handedOut;
    private bool _onDisk = true;
    private bool _detachedOnDisk = true;
    private int _readers;
    private Milestone? _reached;

    private sealed record Milestone(long Sequence)
    {
        public TaskCompletionSource Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>The last mailbox sequence that is stored here. Written by the device's worker only.</summary>
    public long Position { get; private set; }

    /// <summary>Every entry up to here is acknowledged.</summary>
    public long Acknowledged
    {
        get
        {
            lock (_gate) return _unacknowledged.Count > 0 ? _unacknowledged.Min - 1 : Position;
        }
    }

    /// <summary>Reads where an earlier run stopped. On the device's worker.</summary>
    public void Restore()
    {
        Position = core.Store.Get(ClientTable.Position, PositionKey) is { } row ? ClientRows.Number(row) : 0;
        foreach (var (key, _) in core.Store.Scan(ClientTable.Deliveries, []))
            if (ClientRows.Number(key) < Detached) _unacknowledged.Add(ClientRows.Number(key));
    }

    /// <summary>Stores an entry for the application. On the device's worker.</summary>
    public void Keep(long sequence, StoredDelivery delivery)
    {
        core.Store.Put(ClientTable.Deliveries, ClientRows.Key(sequence), delivery.ToBytes());
        if (sequence >= Detached) return;
        lock (_gate) _unacknowledged.Add(sequence);
    }

    /// <summary>Stores how far this device has come. On the device's worker, last in its work.</summary>
    public void Advance(long position)
    {
        core.Store.Put(ClientTable.Position, PositionKey, ClientRows.Key(position));
        lock (_gate)
        {
            Position = position;
            if (_reached is not { } waiting || waiting.Sequence > position) return;
            waiting.Completion.TrySetResult();
            _reached = null;
        }
    }

    /// <summary>
    /// The server's mailbox goes on elsewhere: what is here keeps its place in the queue, not in the mailbox.
    /// </summary>
    public void Restart(long position)
    {
        var moved = new List<long>();
        foreach (var (key, value) in core.Store.Scan(ClientTable.Deliveries, []))
        {
            var sequence = ClientRows.Number(key);
            if (sequence >= Detached || sequence <= position) continue;
            core.Store.Delete(ClientTable.Deliveries, key);
            core.Store.Put(ClientTable.Deliveries, ClientRows.Key(Detached + sequence), value);
            moved.Add(sequence);
        }

        lock (_gate)
        {
            _unacknowledged.RemoveWhere(sequence => sequence > position);
            // What the reader has already is not given again; the rest is read from its new place. New entries get
            // numbers that the reader has seen before.
            foreach (var sequence in moved)
                if (sequence <= _handedOut || _answered.Contains(sequence)) _handedOutDetached.Add(Detached + sequence);
            var kept = _ready.Where(item => item.Sequence <= position).ToArray();
            _ready.Clear();
            foreach (var item in kept) _ready.Enqueue(item);
            _handedOut = Math.Min(_handedOut, position);
            _answered.RemoveWhere(sequence => sequence > position);
            _detachedOnDisk |= moved.Count > 0;
            Signal();
        }

        Advance(position);
    }

    /// <summary>Gives the application what is on disk now.</summary>
    public void Offer(IReadOnlyList<MailboxItem> items)
    {
        lock (_gate)
        {
            foreach (var item in items)
            {
                if (item is ReceivedMessage { InReplyTo: { } parent } answer && _awaited.Remove(parent, out var waiter)
                    && waiter.TrySetResult(answer))
                {
                    _answered.Add(item.Sequence);
                    continue;
                }

                if (_onDisk || _ready.Count >= core.Options.InboxCapacity) _onDisk = true;
                // A page may have been read between the entry's commit and this call.
                else if (item.Sequence > _handedOut) _ready.Enqueue(item);
            }

            Signal();
        }
    }

    /// <summary>Gives the application what was stored outside of the mailbox now.</summary>
    public void OfferDetached()
    {
        lock (_gate)
        {
            _detachedOnDisk = true;
            Signal();
        }
    }

    /// <summary>The answer to a message, instead of its place in the queue.</summary>
    public Task<ReceivedMessage> AwaitAnswerTo(EnvelopeId message)
    {
        lock (_gate)
        {
            var waiter = new TaskCompletionSource<ReceivedMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited[message] = waiter;
            return waiter.Task;
        }
    }

    /// <summary>
    /// The question was sealed again: its answer will name another message. Nothing happens where nobody waits
    /// any more.
    /// </summary>
    public void AwaitAnswerTo(EnvelopeId message, EnvelopeId instead)
    {
        lock (_gate)
            if (_awaited.Remove(instead, out var waiter)) _awaited[message] = waiter;
    }

    public void StopAwaiting(EnvelopeId message)
    {
        lock (_gate) _awaited.Remove(message);
    }

    /// <summary>Everything that is not acknowledged, then what arrives, for one reader at a time.</summary>
    public IAsyncEnumerable<MailboxItem> ReadAsync(CancellationToken ct) => ReadAsync(waits: true, ct);

    private async IAsyncEnumerable<MailboxItem> ReadAsync(bool waits, [EnumeratorCancellation] CancellationToken ct)
    {
        if (Interlocked.Increment(ref _readers) > 1)
        {
            Interlocked.Decrement(ref _readers);
            throw new InvalidOperationException("The mailbox has a reader already.");
        }

        try
        {
            lock (_gate)
            {
                // A new reader starts with what the last one left unacknowledged.
                _ready.Clear();
                _handedOut = 0;
                _handedOutDetached.Clear();
                _onDisk = _detachedOnDisk = true;
            }

            while (true)
            {
                var taken = await TakeAsync();
                foreach (var item in taken) yield return item;
                if (!waits && taken.Count == 0) yield break;
                if (waits) await _arrived.WaitAsync(ct);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _readers);
        }
    }

    /// <summary>Completes when everything up to this mailbox sequence is stored here.</summary>
    public Task ReachedAsync(long sequence)
    {
        lock (_gate)
        {
            if (Position >= sequence) return Task.CompletedTask;
            if (_reached is not { } waiting || waiting.Sequence < sequence)
                _reached = waiting = new Milestone(sequence);
            return waiting.Completion.Task;
        }
    }

    /// <summary>What is stored and not acknowledged.</summary>
    public async Task<IReadOnlyList<MailboxItem>> ReadAllAsync()
    {
        var items = new List<MailboxItem>();
        await foreach (var item in ReadAsync(waits: false, CancellationToken.None)) items.Add(item);
        return items;
    }

    /// <summary>Wipes an entry. On the device's worker; completes with its group.</summary>
    public void Acknowledge(MailboxItem item)
    {
        if (item is ReceivedMessage message) Inbox.Acknowledge(core.Store, message.EnvelopeHash);
        core.Store.Delete(ClientTable.Deliveries, ClientRows.Key(item.Sequence));
        core.Store.Delete(ClientTable.Deliveries, ClientRows.Key(Detached + item.Sequence));
        lock (_gate)
        {
            _unacknowledged.Remove(item.Sequence);
            _answered.Remove(item.Sequence);
            _handedOutDetached.Remove(Detached + item.Sequence);
        }
    }

    /// <summary>Makes the application's item of a stored message. On the device's worker.</summary>
    public MailboxItem ItemOf(
        long sequence, StoredDelivery delivery, OpenedMessage opened)
    {
        var header = opened.Header;
        var content = opened.Content;
        return new ReceivedMessage(
            sequence, delivery.At, delivery.Connection, new AgentId(header.SenderAgent), CategoryOf(header),
            new UntrustedContent(
                content.Type, content.ThreadId, content.LogicalId, content.Subject, content.Text, content.SchemaId,
                content.Note))
        {
            Header = header,
            EnvelopeHash = opened.EnvelopeHash,
            Tag = delivery.Tag,
            IsPredecessorMissing = delivery.Kind == StoredDelivery.Form.MessageAfterGap,
        };
    }

    public void Dispose() => _arrived.Dispose();

    private async Task<IReadOnlyList<MailboxItem>> TakeAsync()
    {
        var taken = new List<MailboxItem>();
        while (true)
        {
            lock (_gate)
            {
                while (_ready.TryDequeue(out var item))
                {
                    _handedOut = item.Sequence;
                    taken.Add(item);
                }

                if (!_onDisk && !_detachedOnDisk) return taken;
                if (taken.Count >= PageSize)
                {
                    Signal();
                    return taken;
                }
            }

            taken.AddRange(await core.Worker.RunAsync(() => _detachedOnDisk ? ReadDetachedPage() : ReadPage()));
        }
    }

    /// <summary>On the device's worker, where nothing is stored meanwhile.</summary>
    private List<MailboxItem> ReadPage()
    {
        var items = new List<MailboxItem>();
        var rows = core.Store.Rows.Scan((byte)ClientTable.Deliveries, [], PageSize, ClientRows.Key(_handedOut + 1));
        foreach (var (key, value) in rows)
        {
            var sequence = ClientRows.Number(key);
            if (sequence >= Detached) break;
            bool answered;
            lock (_gate)
            {
                _handedOut = sequence;
                answered = _answered.Contains(sequence);
            }

            if (!answered && Load(sequence, StoredDelivery.Read(value)) is { } item) items.Add(item);
        }

        lock (_gate)
            _onDisk = rows.Count == PageSize && ClientRows.Number(rows[^1].Key) < Detached;
        return items;
    }

    /// <summary>On the device's worker. What comes late may stand before what was given already.</summary>
    private List<MailboxItem> ReadDetachedPage()
    {
        int known;
        lock (_gate) known = _handedOutDetached.Count;
        var rows = core.Store.Rows.Scan(
            (byte)ClientTable.Deliveries, [], known + PageSize, ClientRows.Key(Detached));
        var items = new List<MailboxItem>();
        foreach (var (key, value) in rows)
        {
            var number = ClientRows.Number(key);
            bool isNew;
            lock (_gate) isNew = _handedOutDetached.Add(number);
            if (isNew && Load(number - Detached, StoredDelivery.Read(value)) is { } item) items.Add(item);
        }

        lock (_gate) _detachedOnDisk = rows.Count == known + PageSize;
        return items;
    }

    private MailboxItem? Load(long sequence, StoredDelivery delivery)
    {
        if (!delivery.IsMessage) return delivery.ToItem(sequence);
        return Inbox.Find(core.Store, new Bytes32(delivery.Body)) is { } opened
            ? ItemOf(sequence, delivery, opened)
            : null;
    }

    private Category? CategoryOf(EnvelopeHeader header)
    {
        var names = core.Book.Find(new AgentId(header.SenderAgent))?.Info.Own.Levels.Keys
            ?? Category.BuiltIn.Select(category => category.Name);
        foreach (var name in names)
            if (Protocol.Category.IdOf(name) == header.Category && Category.TryParse(name, null, out var category))
                return category;
        return null;
    }

    private void Signal()
    {
        if (_arrived.CurrentCount == 0) _arrived.Release();
    }

    private static ReadOnlySpan<byte> PositionKey => "mailbox"u8;
}
