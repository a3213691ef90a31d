using System.Security.Cryptography;
using ContextExchange.Cryptography.Cxe1;
using ContextExchange.LoadGenerator;
using ContextExchange.Protocol.Frames;

namespace ContextExchange.Chaos.Tests.Traffic;

/// <summary>
/// What one device sends to its peer: sealed once, in order, several under way, the same bytes again until the answer
/// is definite. After a refusal that is worth a retry everything from there on goes again in its order. Thread safe.
/// </summary>
internal sealed class Outbox(
    LoadAgent own, LoadAgent peer, ConnectionContext connection, Lock store, Recorder recorder, Tally tally)
    : IDisposable
{
    // The SDK's, whatever shorter delay a server asks for: many clients must not come back at once.
    private const double ShortestDelay = 0.02;
    private const double MoreDelay = 0.08;

    private readonly Lock _gate = new();
    private readonly List<Outgoing> _queue = [];
    private readonly Dictionary<uint, Outgoing> _inFlight = [];
    private readonly ConnectionSender _sender = new(own.Store, own.Device, TimeProvider.System);
    private readonly (AgentDirectory Own, AgentDirectory Peer) _directories = (own.Directory(), peer.Directory());
    private AgentSocket? _socket;
    private uint _reference;
    private int _next;
    private int _messages;
    private bool _rewinds;
    private bool _isStopping;
    private double _notBefore;

    /// <summary>Called for each message that is settled.</summary>
    public Action Settled { get; set; } = () => { };

    /// <summary>Every acceptance.</summary>
    public Acceptances Acceptances { get; } = new();

    /// <summary>Nothing is under way.</summary>
    public bool IsQuiet
    {
        get
        {
            lock (_gate) return _inFlight.Count == 0;
        }
    }

    /// <summary>Messages that have no definite answer yet.</summary>
    public int Unsettled => Volatile.Read(ref _messages);

    /// <summary>Seals a text and sends it as soon as may be.</summary>
    public void Offer(string text, Guid logicalId)
    {
        lock (_gate)
        {
            SealedMessage sealedMessage;
            lock (store)
            {
                if (!_sender.TrySeal(
                    connection, MessageOf(text, logicalId), _directories.Own, _directories.Peer, out sealedMessage,
                    out var error))
                    throw new InvalidOperationException($"Sealing was refused: {error}.");
                foreach (var item in (OutboxItem?[])[sealedMessage.Epoch, sealedMessage.Envelope])
                    if (item is { } stored)
                        Cryptography.Cxe1.Outbox.Settle(own.Store, connection.Connection, stored.Position);
            }

            if (sealedMessage.Epoch is { } epoch) _queue.Add(new Outgoing { Bytes = epoch.Bytes, IsEpoch = true });
            _queue.Add(Envelope(sealedMessage.Envelope.Bytes));
            _messages++;
            Pump();
        }
    }

    /// <summary>From now on over this socket, everything unsettled first.</summary>
    public void Attach(AgentSocket socket)
    {
        lock (_gate)
        {
            (_socket, _next, _rewinds, _isStopping) = (socket, 0, false, false);
            Pump();
        }
    }

    /// <summary>Nothing more over this socket; what is under way is still answered.</summary>
    public void StopSending()
    {
        lock (_gate) _isStopping = true;
    }

    /// <summary>The socket has ended: what was under way has no answer.</summary>
    public void Detach()
    {
        lock (_gate)
        {
            _socket = null;
            _inFlight.Clear();
        }
    }

    /// <summary>Sends what may be sent now.</summary>
    public void Tick()
    {
        lock (_gate) Pump();
    }

    /// <summary>A message's answer.</summary>
    public void Take(in ReceiptFrame receipt)
    {
        lock (_gate)
        {
            if (!_inFlight.Remove(receipt.Ref, out var item)) return;
            recorder.Add(new Answered(
                item.Number, item.Digest, item.Attempt, receipt.Status,
                receipt.At == 0 ? default : DateTimeOffset.FromUnixTimeMilliseconds(receipt.At)));
            tally.Count($"status: {receipt.Status}");
            var meaning = SendStatuses.Of(receipt.Status);
            if (meaning.Settles) Settle(item, receipt.Status);
            else if (meaning.Retryable) Rewind(receipt.RetryAfter, receipt.Status == SendStatus.OutOfOrder);
            // Its epoch was refused just before it: both go again. An epoch that the server had taken must be known.
            else if (receipt.Status == SendStatus.EpochUnknown
                && _queue.Exists(one => one is { IsEpoch: true, IsSettled: false }))
                Rewind(receipt.RetryAfter, needsNoDelay: true);
            else tally.Wonder($"{item.Number} was answered {receipt.Status}");
            Pump();
        }
    }

    /// <summary>An epoch's answer.</summary>
    public void Take(in ResultFrame result)
    {
        lock (_gate)
        {
            if (!_inFlight.Remove(result.Ref, out var item)) return;
            tally.Count($"epoch: {result.Refusal}");
            if (result.Refusal == Refusal.None) item.IsSettled = true;
            else if (result.Refusal is Refusal.Unavailable or Refusal.RateLimited or Refusal.Draining)
                Rewind(result.RetryAfter, needsNoDelay: false);
            else tally.Wonder($"an epoch was answered {result.Refusal}");
            Pump();
        }
    }

    public void Dispose() => _sender.Dispose();

    private static OutgoingMessage MessageOf(string text, Guid logicalId) => new()
    {
        Category = Category.Schedule.Id,
        TimeToLive = 86_400,
        MaxHops = 8,
        Budget = 100,
        Origin = Origin.Tool,
        Content = new MessageContent
        {
            Type = ContentType.Text, ThreadId = logicalId, LogicalId = logicalId, Text = text,
        },
    };

    private static Outgoing Envelope(ReadOnlyMemory<byte> bytes)
    {
        if (!EnvelopeView.TryParse(bytes, out var view, out var error))
            throw new InvalidOperationException($"An own envelope is refused: {error}.");
        return new Outgoing
        {
            Bytes = bytes, IsEpoch = false, Number = Items.NumberOf(view), Digest = Items.DigestOf(view),
            Id = new EnvelopeId(view.EnvelopeId), Ends = DateTimeOffset.FromUnixTimeMilliseconds(view.End),
        };
    }

    private void Settle(Outgoing item, SendStatus status)
    {
        item.IsSettled = true;
        _messages--;
        if (status == SendStatus.Accepted) Acceptances.Add(item.FirstSent);
        Settled();
    }

    private void Rewind(uint retryAfter, bool needsNoDelay)
    {
        if (retryAfter == 0 && !needsNoDelay) tally.Count("refusal without a delay");
        var least = ShortestDelay + (MoreDelay * RandomNumberGenerator.GetInt32(1_000) / 1_000);
        var delay = Math.Max(retryAfter / 1_000.0, least);
        _notBefore = Math.Max(_notBefore, Acceptances.Now + delay);
        _rewinds = true;
    }

    private void Pump()
    {
        while (_queue is [{ IsSettled: true }, ..])
        {
            _queue.RemoveAt(0);
            _next = Math.Max(0, _next - 1);
        }

        if (_socket is null || _isStopping) return;
        if (_rewinds)
        {
            if (_inFlight.Count > 0 || Acceptances.Now < _notBefore) return;
            (_next, _rewinds) = (0, false);
        }

        for (; _next < _queue.Count && _inFlight.Count < Limits.MaxInFlightPerSocket; _next++)
            if (!_queue[_next].IsSettled) Send(_socket, _queue[_next]);
    }

    private void Send(AgentSocket socket, Outgoing item)
    {
        _inFlight.Add(++_reference, item);
        if (item.IsEpoch)
        {
            socket.Write(new PublishEpochFrame(_reference, peer.Id, item.Bytes));
            return;
        }

        if (item.FirstSent == 0) item.FirstSent = Acceptances.Now;
        else tally.Count("sent again");
        item.Attempt = recorder.NextAttempt();
        recorder.Add(new Sent(item.Number, item.Digest, item.Id, own.Id, peer.Id, item.Ends, item.Attempt));
        socket.Write(new SendFrame(_reference, default, item.Bytes));
    }
}
