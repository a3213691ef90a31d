using System.Collections.Concurrent;
using ContextExchange.Cryptography.Cxe1;
using ContextExchange.LoadGenerator;
using ContextExchange.Protocol.Frames;

namespace ContextExchange.Chaos.Tests.Traffic;

/// <summary>
/// What one device receives: opens each message, hands it to its application once, keeps its place in the mailbox and
/// acknowledges it.
/// </summary>
internal sealed class Inbox(
    LoadAgent own, LoadAgent peer, ConnectionContext connection, Lock store, Texts texts, Recorder recorder,
    Tally tally)
{
    private const int AcknowledgeEvery = 32;

    private readonly ConnectionReceiver _receiver = new(own.Store, own.Device, TimeProvider.System);
    private readonly (AgentDirectory Own, AgentDirectory Peer) _directories = (own.Directory(), peer.Directory());
    private readonly DeviceId _device = new(own.Device.Device);
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource> _awaited = [];
    private long _kept;
    private long _told;

    /// <summary>Everything up to here has been dealt with.</summary>
    public long Kept => Volatile.Read(ref _kept);

    /// <summary>When messages reached the application.</summary>
    public Acceptances Arrivals { get; } = new();

    /// <summary>Messages that reached the application.</summary>
    public int Applied => Arrivals.Count;

    /// <summary>Completes when the application has this message.</summary>
    public Task ArrivalOf(Guid logicalId) => _awaited.GetOrAdd(
        logicalId, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>A new socket: where it goes on, and whether that is where this device was.</summary>
    public void Begin(in ReadyFrame ready)
    {
        _told = ready.Acknowledged;
        if (ready.Recovered) return;
        tally.Count("not recovered");
        recorder.Add(new Resynchronised(own.Id, _device, ready.From - 1));
        Volatile.Write(ref _kept, ready.From - 1);
    }

    /// <summary>Deals with one entry.</summary>
    /// <param name="entry">The entry, in bytes of its own.</param>
    /// <param name="askEpoch">Asks the server for an epoch's record by its hash.</param>
    /// <param name="isLast">No other entry waits behind it.</param>
    /// <returns>The sequence to acknowledge; null when it is not time yet.</returns>
    public async Task<long?> TakeAsync(
        DeliveryFrame entry, Func<ReadOnlyMemory<byte>, Task<ReadOnlyMemory<byte>>> askEpoch, bool isLast)
    {
        var item = Entries.Of(entry);
        recorder.Add(new Received(own.Id, _device, item, ByPush: true));
        if (item.Kind == EntryKind.Message && await OpenAsync(entry.Body, askEpoch) is { } message)
        {
            texts.Compare(message.Content.LogicalId, message.Content.Text, tally);
            recorder.Add(new Applied(own.Id, _device, item.Of));
            Arrivals.Add(Acceptances.Now);
            if (_awaited.TryRemove(message.Content.LogicalId, out var awaited)) awaited.SetResult();
        }
        else if (item.Kind != EntryKind.Message)
        {
            tally.Count($"entry: {item.Notice?.ToString() ?? item.Kind.ToString()}");
        }

        Volatile.Write(ref _kept, Math.Max(_kept, entry.Sequence));
        if (_kept <= _told || (!isLast && _kept - _told < AcknowledgeEvery)) return null;
        recorder.Add(new Acknowledged(own.Id, _device, _kept));
        return _told = _kept;
    }

    /// <summary>The message; null for a repeat, and for one that cannot be opened, which is wondered about.</summary>
    private async Task<Cryptography.Cxe1.ReceivedMessage?> OpenAsync(
        ReadOnlyMemory<byte> delivered, Func<ReadOnlyMemory<byte>, Task<ReadOnlyMemory<byte>>> askEpoch)
    {
        var outcome = Receive(delivered);
        if (outcome.Error == Cxe1Error.UnknownEpoch && DeliveredMessage.TryParse(delivered, out var message, out _))
        {
            var record = await askEpoch(message.Envelope.EpochHash.ToArray());
            Cxe1Error error;
            lock (store) error = _receiver.AcceptEpoch(connection, record, _directories.Own, _directories.Peer);
            if (error == Cxe1Error.None) outcome = Receive(delivered);
            else tally.Wonder($"an epoch is refused by its reader: {error}");
        }

        if (outcome.IsDuplicate) tally.Count("delivered again");
        else if (outcome.Error != Cxe1Error.None) tally.Wonder($"a message cannot be opened: {outcome.Error}");
        return outcome.IsDuplicate ? null : outcome.Message;
    }

    private ReceiveOutcome Receive(ReadOnlyMemory<byte> delivered)
    {
        lock (store)
        {
            var outcome = _receiver.Receive(connection, delivered);
            if (outcome.Message is { } message) Cryptography.Cxe1.Inbox.Acknowledge(own.Store, message.EnvelopeHash);
            return outcome;
        }
    }
}
