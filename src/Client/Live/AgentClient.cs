using System.Collections.Concurrent;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>
/// One agent on one device, live: sends sealed messages, receives them, and stays connected. Sending completes when the
/// server has the message on disk; what was received is given again until it is acknowledged. Thread safe.
/// </summary>
public sealed partial class AgentClient : IAsyncDisposable
{
    private static readonly TimeSpan BriefSession = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RenewalInterval = TimeSpan.FromHours(1);

    private readonly ClientCore _core;
    private readonly ExchangeApi _api;
    private readonly Invitations _invitations;
    private readonly Mailbox _mailbox;
    private readonly ParkedDeliveries _parked;
    private readonly SemaphoreSlim _places;
    private readonly Outboxes _outboxes;
    private readonly OneTimePrekeys _prekeys;
    private readonly Nacks _nacks;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private Task? _loop;
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Session? _session;
    private int _disposed;
    private long _headAtConnect;
    private ClientStatus _status = new(ClientState.Disconnected);

    private AgentClient(DeviceProfile profile, AgentClientOptions options)
    {
        _api = new ExchangeApi(profile.Server);
        var sessions = new Sessions(_api, profile, options.Time);
        var guard = new ConnectionGuard(profile, sessions, report => options.OnReport?.Invoke(report));
        _invitations = new Invitations(profile, sessions, options.Time);
        _core = new ClientCore(
            profile, new DeviceWorker(profile.Store),
            new PeerBook(profile, sessions, _invitations, guard, options.Time), sessions,
            new Enrolment(_api, profile, sessions, options.Time), guard, options);
        _outboxes = new Outboxes(_core);
        _prekeys = new OneTimePrekeys(_core);
        _nacks = new Nacks(_core);
        _mailbox = new Mailbox(_core);
        _parked = new ParkedDeliveries(_core);
        Owner = new OwnerDesk(_core);
        profile.OwnerKeys.AskPassphrase ??= options.AskOwnerPassphrase;
        _places = new SemaphoreSlim(options.MaxInFlight, options.MaxInFlight);
    }

    /// <summary>Every change of <see cref="Status"/>, on the thread that made it; handlers must be quick.</summary>
    public event Action<ClientStatus>? StatusChanged;

    /// <summary>Who speaks.</summary>
    public DeviceProfile Profile => _core.Profile;

    /// <summary>What the agent's owner does: decide, read along, keep the keys.</summary>
    public OwnerDesk Owner { get; }

    /// <summary>Where the client stands.</summary>
    public ClientStatus Status
    {
        get
        {
            lock (_gate) return _status;
        }
    }

    /// <summary>Takes up a profile where its last run stopped. The client owns the profile from now on.</summary>
    public static async Task<AgentClient> OpenAsync(
        DeviceProfile profile, AgentClientOptions? options = null, CancellationToken ct = default)
    {
        var client = new AgentClient(profile, options ?? new AgentClientOptions());
        await client._core.Worker.RunAsync(client._mailbox.Restore).WaitAsync(ct);
        await client._core.Worker.RunAsync(client._parked.Restore).WaitAsync(ct);
        foreach (var pending in await client._outboxes.RestoreAsync()) client.ReportOutcome(pending);
        return client;
    }

    /// <summary>
    /// Registers owner, agent and device at the server, or finishes what an interrupted registration left.
    /// </summary>
    /// <param name="email">The owner's address; null to give none.</param>
    /// <param name="bootstrap">The one-time code that makes the first owner the operator; null otherwise.</param>
    /// <param name="ct">Stops between steps.</param>
    /// <returns>Whether the owner is an operator.</returns>
    public async Task<bool> RegisterAsync(
        string? email = null, string? bootstrap = null, CancellationToken ct = default)
    {
        var isOperator = await _core.Enrolment.RegisterAsync(email, bootstrap, ct);
        await Owner.RenewViewerAsync(force: false, ct);
        return isOperator;
    }

    /// <summary>
    /// Makes this device one more of its agent, with the owner's keys at hand; or finishes what an interrupted
    /// enrolment left. Peers are told by the server and seal for it from then on.
    /// </summary>
    public async Task EnrolAsync(CancellationToken ct = default)
    {
        var done = await _core.Enrolment.EnrolAsync(ct);
        // What another device has dealt with is history here: it is neither delivered nor asked for again.
        await _core.Worker.RunAsync(() =>
        {
            if (_mailbox.Position < done) _mailbox.Advance(done);
        });
    }

    /// <summary>Takes a device out of the agent's signed list and revokes it for ever.</summary>
    /// <exception cref="ExchangeException"><c>usage</c>: it is this device.</exception>
    public async Task RemoveDeviceAsync(DeviceId device, CancellationToken ct = default)
    {
        if (device == Profile.DeviceId)
            throw new ExchangeException("usage", "A device does not remove itself: do it from another one.");
        await _core.Enrolment.ChangeListAsync(
            devices => [.. devices.Where(one => one.Device != device.Value)], ct);
        var owner = await _core.Sessions.AsOwnerAsync(ct);
        await owner.RevokeDeviceAsync(Profile.Agent, device, ct);
    }

    /// <summary>
    /// Connects and stays connected. Completes at the first connection; later ones are made by themselves.
    /// </summary>
    /// <exception cref="ClosedException">The server refused for good, or the client was disposed.</exception>
    public Task ConnectAsync(CancellationToken ct = default)
    {
        lock (_gate)
        {
            _loop ??= RunAsync(_stop.Token);
            return _connected.Task.WaitAsync(ct);
        }
    }

    /// <summary>The REST calls as this agent's owner.</summary>
    public Task<ExchangeApi> AsOwnerAsync(CancellationToken ct = default) => _core.Sessions.AsOwnerAsync(ct);

    /// <summary>The REST calls as this agent with this device.</summary>
    public Task<ExchangeApi> AsDeviceAsync(CancellationToken ct = default) => _core.Sessions.AsDeviceAsync(ct);

    /// <summary>Stops. What is sealed and not settled stays on disk and leaves at the next run.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        await _stop.CancelAsync();
        if (_loop is { } loop) await loop;
        Close(new ClosedException("closed", "The client was closed."), null, "");
        await _core.Worker.RunAsync(_outboxes.DropSettled).ContinueWith(_ => { }, TaskScheduler.Default);
        await _core.Worker.DisposeAsync();
        _outboxes.Dispose();
        _mailbox.Dispose();
        _core.Sessions.Dispose();
        _core.Profile.Dispose();
        _api.Dispose();
        _places.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken ct)
    {
        // The caller's thread starts no network.
        await Task.Yield();
        var pipeline = ReconnectDelay.Pipeline(_core.Options, (end, delay) =>
            Become(new ClientStatus(ClientState.Disconnected, end.Code, end.Reason, delay)));
        SessionEnd last;
        var brief = 0;
        try
        {
            while (true)
            {
                await using var session = await pipeline.ExecuteAsync(async token => await ConnectOnceAsync(token), ct);
                var began = _core.Time.GetTimestamp();
                last = await ServeAsync(session, ct);
                ct.ThrowIfCancellationRequested();
                if (last.Terminal) throw new ConnectFailedException(last);
                // A session that ends at once is no success: the delays go on doubling.
                brief = _core.Time.GetElapsedTime(began) < BriefSession ? brief + 1 : 0;
                var delay = ReconnectDelay.Delay(_core.Options, brief, last);
                Become(new ClientStatus(ClientState.Disconnected, last.Code, last.Reason, delay));
                await Task.Delay(delay, _core.Time, ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            Close(new ClosedException("closed", "The client was closed."), null, "");
        }
        catch (ConnectFailedException e)
        {
            var name = e.End.Code is { } code ? SessionEnd.NameOf(code) : "refused";
            Close(new ClosedException(name, e.End.Reason, e.End.Code), e.End.Code, e.End.Reason);
        }
        catch (DeviceStoreException e)
        {
            Close(e, null, e.Message);
        }
        catch (Exception e)
        {
            // A mistake of this program: nobody may go on waiting because of it.
            Close(new ExchangeException("failed", $"The client failed: {e.Message}", inner: e), null, e.Message);
            throw;
        }
    }

    private async Task<Session> ConnectOnceAsync(CancellationToken ct)
    {
        Become(new ClientStatus(ClientState.Connecting));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(_core.Options.ConnectTimeout);
        try
        {
            await _core.Enrolment.RenewAsync(limit.Token);
            return await Session.OpenAsync(
                Profile.Server, _mailbox.Position, Prove, _core.Options.OnAcknowledged, _core.Time, limit.Token);
        }
        catch (SessionRefusedException e)
        {
            throw new ConnectFailedException(e.End);
        }
        catch (ProblemException e)
        {
            throw new ConnectFailedException(new SessionEnd(null, e.Message, !e.Retryable, e.RetryAfter));
        }
        catch (Exception e) when (
            e is System.Net.WebSockets.WebSocketException or InvalidDataException or ExchangeException
            or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            if (e is DeviceStoreException) throw;
            throw new ConnectFailedException(SessionEnd.Lost(
                e is OperationCanceledException ? "The server did not answer in time." : e.Message));
        }
    }

    private Protocol.Frames.ConnectFrame Prove(Protocol.Frames.ChallengeFrame challenge, long resume)
    {
        var device = Profile.Device;
        var expiry = DateTimeOffset.FromUnixTimeMilliseconds(challenge.Time) + TimeSpan.FromSeconds(50);
        var signature = Sessions.Prove(
            device.Dsk, Profile.Server, device.Agent, device.Device, challenge.Nonce.Span, expiry);
        return new Protocol.Frames.ConnectFrame(
            1, Profile.Agent, Profile.DeviceId, expiry.ToUnixTimeMilliseconds(), resume, signature);
    }

    private async Task<SessionEnd> ServeAsync(Session session, CancellationToken ct)
    {
        var ready = session.Ready;
        if (!ready.Recovered || ready.From != _mailbox.Position + 1)
        {
            _core.Options.OnGap?.Invoke(new MailboxGap(_mailbox.Position, ready.From));
            await _core.Worker.RunAsync(() => _mailbox.Restart(ready.From - 1));
        }

        Interlocked.Exchange(ref _headAtConnect, ready.Head);
        var running = session.RunAsync(ct);
        var receiving = ReceiveAsync(session, ct);
        using var connected = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var renewing = RenewAsync(connected.Token);
        lock (_gate) _session = session;
        _outboxes.Attach(session);
        if (_mailbox.Acknowledged > ready.Acknowledged) session.Acknowledge(_mailbox.Acknowledged);
        Become(new ClientStatus(ClientState.Connected));
        _connected.TrySetResult();
        var end = await running;
        lock (_gate) _session = null;
        _outboxes.Detach();
        await connected.CancelAsync();
        await renewing;
        return await receiving ?? end;
    }

    /// <summary>A connection may last for weeks; keys and certificates do not.</summary>
    private async Task RenewAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(RenewalInterval, _core.Time);
        try
        {
            do
            {
                try
                {
                    await _nacks.SendAsync(ct);
                    await _core.Enrolment.RenewAsync(ct);
                    await _core.Enrolment.RefillOneTimePrekeysAsync(ct);
                    if (Profile.OwnerKeys.IsOpen) await Owner.RenewViewerAsync(force: false, ct);
                }
                catch (ExchangeException e) when (e is not DeviceStoreException)
                {
                    // Everything is renewed days before its end: the next hour tries again, and so does a reconnect.
                    _core.Report(new ClientReport("renewal-failed", null, e.Message));
                }
            }
            while (await timer.WaitForNextTickAsync(ct));
        }
        catch (OperationCanceledException)
        {
            // The connection has ended.
        }
    }

    /// <summary>Null when the deliveries ended with their socket; otherwise why they were given up.</summary>
    private async Task<SessionEnd?> ReceiveAsync(Session session, CancellationToken ct)
    {
        try
        {
            await new MailboxReceiver(
                _core, _mailbox, _parked, _outboxes, _nacks, _prekeys, session).RunAsync(ct);
            return null;
        }
        catch (Exception e) when (e is SessionLostException or OperationCanceledException)
        {
            return null;
        }
        catch (Exception e)
        {
            session.Abort();
            if (e is InvalidDataException || (e is ExchangeException and not DeviceStoreException))
                return SessionEnd.Lost(e.Message);
            throw;
        }
    }

    private void Become(ClientStatus status)
    {
        lock (_gate)
        {
            if (_status.IsTerminal) return;
            _status = status;
        }

        StatusChanged?.Invoke(status);
    }

    private void Close(ExchangeException reason, CloseCode? code, string text)
    {
        Become(new ClientStatus(ClientState.Closed, code, text));
        _connected.TrySetException(reason);
        _outboxes.FailAll(reason);
    }
}
