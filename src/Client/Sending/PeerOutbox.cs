using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Protocol.Frames;

namespace ContextExchange.Client;

/// <summary>
/// Everything on its way to one peer, in order. Sealed bytes are on disk before they leave and leave again unchanged
/// after every reconnect and restart; only the server's own word that a number is not settled permits sealing it anew.
/// </summary>
internal sealed partial class PeerOutbox : IDisposable
{
    private const int MaxAttempts = 12;
    private const int MaxUnderWay = 128;

    private static readonly TimeSpan ReplyEpochInterval =
        TimeSpan.FromMilliseconds(Cxe1Limits.ReplyEpochInterval);

    private readonly ClientCore _core;
    private readonly ConnectionSender _sender;
    private readonly Guid _connection;
    private readonly Lock _gate = new();
    private readonly LinkedList<PendingSend> _pending = [];
    private readonly List<PendingSend> _settled = [];
    private LinkedListNode<PendingSend>? _next;
    private Session? _session;
    private int _underWay;
    private bool _publishing;
    private bool _startOver;
    private bool _mustReseal;
    private bool _recovering;
    private PendingSend? _stuck;
    private TimeSpan _delay;

    // About the epoch that is open. Used by the device's worker alone.
    private Peer? _sealedFor;
    private DateTimeOffset _openedAt;
    private int _inEpoch;

    public PeerOutbox(ClientCore core, AgentId peer, ConnectionId connection)
    {
        _core = core;
        Peer = peer;
        _connection = connection.Value;
        _sender = new ConnectionSender(core.Store, core.Profile.Device, core.Time);
    }

    public AgentId Peer { get; }

    /// <summary>Takes over what an earlier run left in the store. On the device's worker.</summary>
    public IReadOnlyList<PendingSend> Restore()
    {
        var items = Outbox.Pending(_core.Store, _connection, int.MaxValue);
        lock (_gate)
        {
            foreach (var item in items)
            {
                _pending.AddLast(new PendingSend(item, SentLineages.Find(_core.Store, item)) { IsStored = true });
            }

            _next = _pending.First;
            return [.. _pending.Where(pending => !pending.Item.IsEpoch)];
        }
    }

    /// <summary>Whether sealing for this peer now may open a new epoch. On the device's worker.</summary>
    public bool MayOpenEpoch(Peer peer) =>
        _inEpoch is 0 or >= Cxe1Limits.MessagesPerEpoch || !ReferenceEquals(_sealedFor, peer)
        || _core.Time.GetUtcNow() - _openedAt >= ReplyEpochInterval;

    /// <summary>Seals and queues a message. On the device's worker; it leaves after <see cref="Release"/>.</summary>
    public PendingSend? Seal(Peer peer, OutgoingMessage message, byte[] lineage, out Cxe1Error error)
    {
        DropSettled();
        if (!_sender.TrySeal(peer.Context, message, peer.Own, peer.Directory, out var sealedMessage, out error))
            return null;
        SentLineages.Keep(_core.Store, sealedMessage.Envelope, lineage, _core.Time.GetUtcNow());
        Note(peer, sealedMessage);
        return Queue(sealedMessage, lineage);
    }

    /// <summary>
    /// Seals again what a device of the peer could not read, once. On the device's worker; what is queued leaves after
    /// <see cref="Release"/>.
    /// </summary>
    public ResealOutcome Answer(Peer peer, Nack nack, out IReadOnlyList<PendingSend> queued)
    {
        DropSettled();
        var outcome = _sender.Reseal(peer.Context, nack, peer.Own, peer.Directory);
        queued = [.. outcome.Resealed.Select(one =>
        {
            Note(peer, one);
            return Queue(one, SentLineages.Find(_core.Store, one.Envelope));
        })];
        return outcome;
    }

    /// <summary>What was sealed up to and with this message is on disk now and may leave.</summary>
    public void Release(PendingSend stored)
    {
        lock (_gate)
        {
            // The record of its epoch stands before it and was stored with it.
            for (var node = _pending.Find(stored); node is { Value.IsStored: false }; node = node.Previous)
                node.Value.IsStored = true;
            Pump();
        }
    }

    /// <summary>A new socket: everything unsettled leaves again, in order.</summary>
    public void Attach(Session session)
    {
        lock (_gate)
        {
            _session = session;
            _startOver = true;
            Pump();
        }
    }

    public void Detach()
    {
        lock (_gate) _session = null;
    }

    /// <summary>Removes what was settled from the store. On the device's worker, together with other work.</summary>
    public void DropSettled()
    {
        PendingSend[] settled;
        lock (_gate)
        {
            settled = [.. _settled];
            _settled.Clear();
            _dropped.AddRange(settled);
        }

        foreach (var item in settled) Outbox.Settle(_core.Store, _connection, item.Item.Position);
    }

    /// <summary>
    /// Tells everybody who waits that no answer will come from this client. The messages stay in the store.
    /// </summary>
    public void FailAll(ExchangeException reason)
    {
        lock (_gate)
            foreach (var pending in _pending) pending.Fail(reason);
    }

    public void Dispose() => _sender.Dispose();

    private PendingSend Queue(SealedMessage sealedMessage, byte[] lineage)
    {
        var pending = new PendingSend(sealedMessage.Envelope, lineage);
        lock (_gate)
        {
            if (sealedMessage.Epoch is { } epoch) Append(new PendingSend(epoch, []));
            Append(pending);
        }

        return pending;
    }

    private void Append(PendingSend pending)
    {
        var node = _pending.AddLast(pending);
        _next ??= node;
        _queued.Add(node);
    }

    /// <summary>Lets leave what may leave. Within the lock.</summary>
    private void Pump()
    {
        if (_session is not { } session || _recovering) return;
        if (_startOver || _mustReseal)
        {
            // Only when nothing is under way is it known what the server has settled.
            if (_underWay > 0) return;
            if (_mustReseal || _delay > TimeSpan.Zero)
            {
                _recovering = true;
                _ = RecoverAsync();
                return;
            }

            _startOver = false;
            _next = _pending.First;
        }

        while (!_publishing && _underWay < MaxUnderWay && _next is { Value.IsStored: true } node)
        {
            _next = node.Next;
            _underWay++;
            if (node.Value.Item.IsEpoch)
            {
                // A message may not overtake the record that it is opened with.
                _publishing = true;
                _ = ObserveEpochAsync(node, session, session.PublishEpochAsync(Peer, node.Value.Item.Bytes));
            }
            else
            {
                _ = ObserveMessageAsync(node, session, session.SendAsync(node.Value.Lineage, node.Value.Item.Bytes));
            }
        }
    }

    private async Task ObserveMessageAsync(
        LinkedListNode<PendingSend> node, Session session, Task<ReceiptFrame> answer)
    {
        ReceiptFrame? receipt;
        try
        {
            receipt = await answer;
        }
        catch (SessionLostException)
        {
            receipt = null;
        }

        lock (_gate)
        {
            _underWay--;
            if (receipt is { } known) Take(node, known);
            else Lose(session);
            Pump();
        }
    }

    private void Take(LinkedListNode<PendingSend> node, ReceiptFrame receipt)
    {
        var pending = node.Value;
        switch (Remedies.For(receipt.Status))
        {
            case Remedy.Done:
                Settle(node);
                pending.Complete(new SendReceipt(
                    pending.EnvelopeId, Peer, pending.Sequence, receipt.Status,
                    DateTimeOffset.FromUnixTimeMilliseconds(receipt.At)));
                break;
            case Remedy.Fail:
                Settle(node);
                pending.Fail(new SendRefusedException(receipt.Status, pending.EnvelopeId));
                break;
            case Remedy.Resend when !IsStuck(node, receipt.Status):
                WaitAtLeast(TimeSpan.FromMilliseconds(receipt.RetryAfter));
                break;
            case Remedy.Resend when !pending.IsMarkMoved:
                _stuck = pending;
                WaitAtLeast(TimeSpan.FromMilliseconds(receipt.RetryAfter));
                break;
            case Remedy.Resend or Remedy.Reseal or Remedy.Withdraw:
                pending.Refused = receipt.Status;
                pending.Attempts++;
                _mustReseal = true;
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(receipt));
        }
    }

    /// <summary>
    /// The first unsettled message can be out of order only if the server has forgotten earlier ones: a restored
    /// backup.
    /// </summary>
    private static bool IsStuck(LinkedListNode<PendingSend> node, SendStatus status) =>
        status == SendStatus.OutOfOrder && node.Previous is null && ++node.Value.Attempts > MaxAttempts;

    private void WaitAtLeast(TimeSpan delay)
    {
        var least = TimeSpan.FromMilliseconds(20 + (80 * _core.Options.Jitter()));
        _delay = delay > least ? delay : least;
        _startOver = true;
    }

    private async Task ObserveEpochAsync(
        LinkedListNode<PendingSend> node, Session session, Task<ResultFrame> answer)
    {
        ResultFrame? result;
        try
        {
            result = await answer;
        }
        catch (SessionLostException)
        {
            result = null;
        }

        lock (_gate)
        {
            _underWay--;
            _publishing = false;
            if (result is not { } known) Lose(session);
            else if (known.Refusal == Refusal.None) Settle(node);
            else if (Refusals.Of(known.Refusal).Retryable) WaitAtLeast(TimeSpan.FromMilliseconds(known.RetryAfter));
            else Replace(node, known.Refusal);
            Pump();
        }
    }

    /// <summary>
    /// A session that is over answers at once that it is: sending by it again, before it is detached, would never end.
    /// </summary>
    private void Lose(Session session)
    {
        _startOver = true;
        if (_session == session) _session = null;
    }

    /// <summary>An epoch that the server will not have: its messages need another.</summary>
    private void Replace(LinkedListNode<PendingSend> epoch, Refusal refusal)
    {
        for (var node = epoch.Next; node is not null; node = node.Next)
        {
            if (node.Value.Item.IsEpoch) continue;
            node.Value.Refused = Remedies.StatusOf(refusal);
            node.Value.Attempts++;
            _mustReseal = true;
            break;
        }

        Settle(epoch);
    }

    private void Settle(LinkedListNode<PendingSend> node)
    {
        if (_next == node) _next = node.Next;
        _pending.Remove(node);
        _settled.Add(node.Value);
    }

    /// <summary>
    /// Notes where the epoch stands. One that was opened with a signed prekey heals when that ends, in up to 15 days,
    /// not at the next answer: that is told.
    /// </summary>
    private void Note(Peer peer, SealedMessage sealedMessage)
    {
        _sealedFor = peer;
        _inEpoch++;
        if (sealedMessage.Epoch is not { } record) return;
        _inEpoch = 1;
        _openedAt = _core.Time.GetUtcNow();
        if (OneTimePrekeys.FellBack(peer, record.Bytes))
        {
            _core.Report(new ClientReport(
                "signed-prekey-used", Peer,
                "An epoch was opened without a one-time key of the peer: none is left, or too many were asked for."));
        }
    }

    private void DropEpoch()
    {
        _sender.DropEpoch();
        _inEpoch = 0;
    }
}
