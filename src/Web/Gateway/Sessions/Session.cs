using System.Net.WebSockets;
using System.Security.Cryptography;
using ContextExchange.Protocol;
using ContextExchange.Protocol.Frames;

namespace ContextExchange.Web.Gateway;

/// <summary>
/// One connected device, from the challenge to the goodbye. It owns its transport, outbox, mailbox feed and calls; it
/// decides
/// nothing about messages and never waits for one grain call before it makes the next.
/// </summary>
internal sealed partial class Session
{
    /// <summary>How long the peer of a closed socket may take to say goodbye.</summary>
    public static readonly TimeSpan GoodbyeTimeout = TimeSpan.FromSeconds(5);

    /// <summary>How often the subscription is renewed.</summary>
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(30);

    private readonly SessionServices _services;
    private readonly ISessionTransport _transport;
    private readonly string _origin;
    private readonly bool _tellsAcknowledged;
    private readonly Outbox _outbox;
    private SessionCalls? _calls;
    private MailboxFeed? _feed;
    private string? _behind;
    private long _heard;
    private long _renewed;
    private long _closedAt;
    private int _closed;
    private volatile bool _ended;
    private bool _pinged;

    /// <param name="services">Shared by all sessions.</param>
    /// <param name="transport">Owned from now on.</param>
    /// <param name="origin">The caller's address as <see cref="Auth.Pepper.OriginOf"/> names it.</param>
    /// <param name="tellsAcknowledged">The peer wants to hear when what it sends is acknowledged.</param>
    public Session(
        SessionServices services, ISessionTransport transport, string origin, bool tellsAcknowledged)
    {
        _tellsAcknowledged = tellsAcknowledged;
        _services = services;
        _transport = transport;
        _origin = origin;
        _outbox = new Outbox(transport, services.Clock, this);
        _heard = _renewed = services.Clock.GetTimestamp();
    }

    /// <summary>Runs until the connection has ended, whoever ended it. Never throws.</summary>
    public async Task RunAsync()
    {
        try
        {
            var caller = await HandshakeAsync();
            if (caller is null) await DrainInputAsync();
            else await RunAsync(caller);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            if (!_ended) LogBroken(_services.Logger, e.GetType().Name);
        }
        finally
        {
            End();
        }
    }

    private async Task RunAsync(SessionCaller caller)
    {
        var agent = caller.Device.Agent;
        if (!_services.Limits.TryEnter(agent))
        {
            Close(CloseCode.Overloaded);
            await DrainInputAsync();
            return;
        }

        _services.Metrics.Opened();
        IDisposable? watch = null;
        try
        {
            watch = await WatchAsync(caller);
            if (await OpenAsync(caller)) await ReceiveAsync();
            else await DrainInputAsync();
        }
        finally
        {
            watch?.Dispose();
            _services.Limits.Leave(agent);
            _services.Metrics.Ended();
            if (_feed is not null) await _feed.CloseAsync();
        }
    }

    /// <summary>Step 1: challenge and proof. Null after a refusal.</summary>
    private async Task<SessionCaller?> HandshakeAsync()
    {
        try
        {
            var nonce = RandomNumberGenerator.GetBytes(32);
            _outbox.Write(new ChallengeFrame(0, nonce, Now()));
            var received = await _transport.ReceiveAsync(Limits.MaxHandshakeMessage);
            Hear();
            if (received.IsEnd) return null;
            if (received.Refused is { } code) return Refuse(code);

            var rest = received.Frames;
            if (!BinaryFrames.TryRead(ref rest, FrameSource.Client, out var answer, out _) || !rest.IsEmpty
                || answer.Type is not (FrameType.Connect or FrameType.ConnectTicket))
                return Refuse(CloseCode.Malformed);
            return await _services.Handshake.CheckAsync(answer, nonce) ?? Refuse(CloseCode.Unauthenticated);
        }
        catch (Exception e) when (!_ended && e is not (WebSocketException or IOException))
        {
            LogFailed(_services.Logger, e);
            Close(CloseCode.Unavailable);
            return null;
        }
        finally
        {
            _services.Limits.EndHandshake();
        }
    }

    private SessionCaller? Refuse(CloseCode code)
    {
        _services.Audit.Handshake(_origin, CloseCodes.Of(code).Name);
        Close(code);
        return null;
    }

    /// <summary>A socket ends with its device and agent, and with the session behind its ticket.</summary>
    private async Task<IDisposable?> WatchAsync(SessionCaller caller)
    {
        _behind = caller.Behind;
        var watch = await _services.Watch.EnterAsync(caller, Close);
        if (watch is null) Close(CloseCode.SessionExpired);
        return watch;
    }

    private async Task<bool> OpenAsync(SessionCaller caller)
    {
        try
        {
            var agent = _services.Grains.GetGrain<IAgentGrain>(caller.Device.Agent.ToString());
            _calls = new SessionCalls(_services, agent, caller.Device, _outbox, _origin, _tellsAcknowledged);
            _feed = new MailboxFeed(_services, agent, caller.Device, _outbox, this, _tellsAcknowledged);
            var start = await _feed.OpenAsync(caller.Resume);
            if (start is not { Refusal: Refusal.None, Page: { } page })
            {
                Close(MailboxFeed.CodeOf(start.Refusal));
                return false;
            }

            _outbox.Write(new ReadyFrame(
                caller.Ref, page.Head, page.Oldest, start.Acknowledged, start.From, start.Recovered,
                (uint)_services.Options.Heartbeat.TotalMilliseconds, Now()));
            _feed.Begin(page);
            return true;
        }
        catch (Exception e) when (!_ended)
        {
            LogFailed(_services.Logger, e);
            Close(CloseCode.Unavailable);
            return false;
        }
    }

    private async Task ReceiveAsync()
    {
        while (true)
        {
            var received = await _transport.ReceiveAsync(Limits.MaxSocketMessage);
            if (received.IsEnd) return;
            Hear();
            if (Volatile.Read(ref _closed) != 0) continue;
            var refused = received.Refused ?? await HandleAsync(received.Frames);
            if (refused is { } code) Close(code);
        }
    }

    /// <summary>
    /// Step 2: every frame of one message, without waiting for the answers. Null, or why the socket must be closed.
    /// </summary>
    private async ValueTask<CloseCode?> HandleAsync(ReadOnlyMemory<byte> frames)
    {
        var calls = _calls ?? throw new InvalidOperationException("Frames are read after the handshake.");
        if (frames.IsEmpty) return CloseCode.Malformed;
        while (!frames.IsEmpty)
        {
            if (!BinaryFrames.TryRead(ref frames, FrameSource.Client, out var frame, out _)) return CloseCode.Malformed;
            if (calls.TryHandle(frame) is { } refused) return refused;
            await calls.WaitForRoomAsync();
        }

        calls.FlushAcknowledgement();
        return null;
    }

    /// <summary>
    /// After the goodbye: reads on until the peer has said goodbye too, or the sweeper ends the wait.
    /// </summary>
    private async Task DrainInputAsync()
    {
        while (!(await _transport.ReceiveAsync(Limits.MaxSocketMessage)).IsEnd)
        {
        }
    }

    private void Hear()
    {
        Volatile.Write(ref _heard, _services.Clock.GetTimestamp());
        _pinged = false;
    }

    private long Now() => _services.Clock.GetUtcNow().ToUnixTimeMilliseconds();
}
