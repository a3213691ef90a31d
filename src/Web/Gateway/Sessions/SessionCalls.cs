using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Protocol;
using ContextExchange.Protocol.Frames;
using ContextExchange.Web.Telemetry;
using Microsoft.Extensions.Logging;

namespace ContextExchange.Web.Gateway;

/// <summary>
/// A session's calls to grains: makes them in the order of the frames and writes each answer when it is there. Frames
/// are handled
/// by one reader; answers come on any thread.
/// </summary>
internal sealed partial class SessionCalls(
    SessionServices services, IAgentGrain agent, DeviceIdentity device, Outbox outbox, string origin,
    bool watches)
{
    /// <summary>Connections whose references are kept; more are made anew, which is cheap.</summary>
    private const int MaxPeers = 64;

    /// <summary>What a sender is told to wait when the server cannot answer.</summary>
    private const uint UnavailableRetry = 1_000;

    private readonly InFlight _inFlight = new();
    private TokenBucket _rate = new(services.Clock, services.Options.FramesPerSecond, services.Options.FrameBurst);
    private TokenBucket _failures = new(services.Clock, perSecond: 0.1, burst: 2);
    private Dictionary<AgentId, IConnectionGrain>? _peers;
    private long _acknowledge;

    /// <summary>Takes up one frame. Null, or why the socket must be closed.</summary>
    public CloseCode? TryHandle(in Frame frame)
    {
        if (!_rate.TryTake())
        {
            if (_rate.IsFlooded) return CloseCode.Overloaded;
            AnswerTooFast(frame);
            return null;
        }

        switch (frame.Type)
        {
            case FrameType.Send:
                Send(SendFrame.Read(frame));
                return null;
            case FrameType.Ack when frame.Ref == 0:
                // Cumulative: the last one of a message says it all.
                _acknowledge = Math.Max(_acknowledge, AckFrame.Read(frame).Sequence);
                return null;
            case FrameType.Ack:
                _ = AcknowledgeAsync(frame.Ref, AckFrame.Read(frame).Sequence);
                return null;
            case FrameType.PublishEpoch:
                var publish = PublishEpochFrame.Read(frame);
                _ = PublishEpochAsync(frame.Ref, publish.Peer, publish.Record.ToArray());
                return null;
            case FrameType.GetEpoch:
                var get = GetEpochFrame.Read(frame);
                _ = GetEpochAsync(frame.Ref, get.Peer, get.Hash.ToArray());
                return null;
            case FrameType.Ping:
                outbox.Write(new PongFrame(frame.Ref, frame.Payload));
                return null;
            case FrameType.Pong:
                return null;
            case FrameType.Connect or FrameType.ConnectTicket:
                return CloseCode.Malformed;
            case FrameType.Challenge or FrameType.Ready or FrameType.Receipt or FrameType.Delivery or FrameType.Result
                or FrameType.Epoch or FrameType.Drain or FrameType.Acknowledged:
            default:
                throw new ArgumentOutOfRangeException(nameof(frame), frame.Type, "Not a client's frame.");
        }
    }

    /// <summary>Sends the acknowledgement of a message's <c>ack</c> frames.</summary>
    public void FlushAcknowledgement()
    {
        if (_acknowledge == 0) return;
        _ = AcknowledgeAsync(0, _acknowledge);
        _acknowledge = 0;
    }

    /// <summary>Completes when another frame may be taken up.</summary>
    public ValueTask WaitForRoomAsync() => _inFlight.WaitForRoomAsync();

    /// <summary>Completes when everything is answered.</summary>
    public ValueTask WaitForAllAsync() => _inFlight.WaitForAllAsync();

    private void Send(in SendFrame frame)
    {
        // The grain and the store keep the bytes: they get their own.
        var envelope = frame.Envelope.ToArray();
        if (!EnvelopeView.TryParse(envelope, out var view, out var error))
        {
            var status = error == EnvelopeError.UnknownSuite ? SendStatus.UnsupportedSuite : SendStatus.Malformed;
            outbox.Write(new ReceiptFrame(frame.Ref, status, 0, 0, 0));
            services.Metrics.Answered(status, TimeSpan.Zero);
            return;
        }

        var request = new SendRequest(device, envelope, frame.Lineage.ToArray(), watches);
        _ = SendAsync(frame.Ref, new AgentId(view.RecipientAgent), view.Sequence, request);
    }

    private async Task SendAsync(uint reference, AgentId recipient, long sequence, SendRequest request)
    {
        var start = services.Clock.GetTimestamp();
        using var span = ExchangeTraces.StartSend();
        _inFlight.Enter();
        SendResult result;
        try
        {
            result = await Connection(recipient).Send(request);
        }
        catch (Exception e)
        {
            Failed(e, "send");
            result = new SendResult(
                SendStatus.Unavailable, sequence, default, TimeSpan.FromMilliseconds(UnavailableRetry));
        }

        // Step 7: the receipt, after the store has flushed.
        outbox.Write(new ReceiptFrame(
            reference, result.Status, result.Sequence, Milliseconds(result.At), Milliseconds(result.RetryAfter)));
        _inFlight.Leave();
        services.Metrics.Answered(result.Status, services.Clock.GetElapsedTime(start));
        span?.Answered(result.Status);
        services.Audit.Send(device, recipient, result.Status, origin);
    }

    private async Task AcknowledgeAsync(uint reference, long sequence)
    {
        _inFlight.Enter();
        var refusal = Refusal.Unavailable;
        try
        {
            refusal = await agent.Acknowledge(device.Device, sequence);
        }
        catch (Exception e)
        {
            Failed(e, "ack");
        }

        if (reference != 0) Answer(reference, refusal);
        _inFlight.Leave();
    }

    private async Task PublishEpochAsync(uint reference, AgentId peer, byte[] record)
    {
        _inFlight.Enter();
        var refusal = Refusal.Unavailable;
        try
        {
            refusal = await Connection(peer).PublishEpoch(device, record);
        }
        catch (Exception e)
        {
            Failed(e, "publish-epoch");
        }

        Answer(reference, refusal);
        _inFlight.Leave();
        services.Audit.PublishEpoch(device, peer, refusal, origin);
    }

    private async Task GetEpochAsync(uint reference, AgentId peer, byte[] hash)
    {
        _inFlight.Enter();
        try
        {
            var record = await Connection(peer).GetEpoch(device.Agent, hash);
            outbox.Write(new EpochFrame(reference, ConnectionId.Between(device.Agent, peer), record));
        }
        catch (Exception e)
        {
            Failed(e, "get-epoch");
            Answer(reference, Refusal.Unavailable);
        }

        _inFlight.Leave();
    }

    private void AnswerTooFast(in Frame frame)
    {
        var delay = Math.Max(1, Milliseconds(_rate.RetryAfter));
        if (frame.Type == FrameType.Send)
            outbox.Write(new ReceiptFrame(
                frame.Ref, SendStatus.Overloaded, SequenceOf(SendFrame.Read(frame)), 0, delay));
        else if (frame.Ref != 0 && frame.Type is FrameType.Ack or FrameType.PublishEpoch or FrameType.GetEpoch)
            outbox.Write(new ResultFrame(frame.Ref, Refusal.RateLimited, delay));
    }

    private void Answer(uint reference, Refusal refusal)
    {
        var delay = refusal switch
        {
            // Only epochs are counted behind the socket.
            Refusal.RateLimited => Milliseconds(Limits.EpochInterval),
            Refusal.Unavailable or Refusal.Draining => UnavailableRetry,
            _ => 0u,
        };
        outbox.Write(new ResultFrame(reference, refusal, delay));
    }

    /// <summary>When the store is out of reach every frame fails: a few of them tell it.</summary>
    private void Failed(Exception e, string frame)
    {
        lock (_inFlight)
        {
            if (!_failures.TryTake()) return;
        }

        LogFailed(services.Logger, e, frame, device.Agent);
    }

    private IConnectionGrain Connection(AgentId peer)
    {
        _peers ??= [];
        if (_peers.TryGetValue(peer, out var connection)) return connection;
        if (_peers.Count >= MaxPeers) _peers.Clear();
        connection = services.Grains.GetGrain<IConnectionGrain>(ConnectionKey.Between(device.Agent, peer));
        _peers.Add(peer, connection);
        return connection;
    }

    private static long SequenceOf(in SendFrame frame) =>
        EnvelopeView.TryParse(frame.Envelope, out var view, out _) ? view.Sequence : 0;

    private static long Milliseconds(DateTimeOffset at) => Math.Max(0, at.ToUnixTimeMilliseconds());

    private static uint Milliseconds(TimeSpan delay) => (uint)Math.Clamp(delay.TotalMilliseconds, 0, uint.MaxValue);

    [LoggerMessage(4104, LogLevel.Error, "A {Frame} of agent {Agent} could not be carried out")]
    private static partial void LogFailed(ILogger logger, Exception e, string frame, AgentId agent);
}
