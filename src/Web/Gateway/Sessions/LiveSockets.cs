using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ContextExchange.Web.Gateway;

/// <summary>
/// The sessions of this silo: ticks each once a second, and drains them all when <see cref="SiloDrain"/> says so.
/// </summary>
internal sealed partial class LiveSockets(SessionServices services, ILogger<LiveSockets> logger)
    : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PerSocket = TimeSpan.FromMilliseconds(1);

    /// <summary>Milliseconds that a peer is asked to wait: the others are there already.</summary>
    private const int LongestRetry = 100;

    private const int AtOnce = 8;

    private readonly ConcurrentDictionary<Session, Task> _sessions = [];
    private ITimer? _timer;
    private volatile bool _draining;

    /// <summary>No new sockets are taken.</summary>
    public bool IsDraining => _draining;

    /// <summary>Open sockets, handshakes included.</summary>
    public int Count => _sessions.Count;

    /// <summary>Runs a session to its end.</summary>
    public async Task RunAsync(Session session)
    {
        var running = session.RunAsync();
        _sessions.TryAdd(session, running);
        try
        {
            if (_draining) session.Close(CloseCode.Draining);
            await running;
        }
        finally
        {
            _sessions.TryRemove(session, out _);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _timer = services.Clock.CreateTimer(_ => Tick(), null, Second, Second);
        return Task.CompletedTask;
    }

    /// <summary>
    /// Refuses new sockets, tells every peer that it will have to come back, lets the silo's partitions go, and then
    /// closes each socket at a moment of its own, when what is under way on it is answered or cannot be waited for.
    /// Never throws.
    /// </summary>
    /// <param name="handOver">Gives the partitions away; bounded.</param>
    public async Task DrainAsync(Func<Task> handOver)
    {
        _draining = true;
        var open = _sessions.Keys.Select(session => (Session: session, Retry: CloseReasons.Between(0, LongestRetry)))
            .ToList();
        LogDraining(logger, open.Count);
        foreach (var (session, retry) in open) session.AnnounceDrain(retry);
        await handOver();
        var spread = SpreadOf(open.Count);
        using var timeout = new CancellationTokenSource(services.Options.DrainTimeout + spread, services.Clock);
        await Task.WhenAll(open.Select(one => DrainAsync(one.Session, one.Retry, spread, timeout.Token)));
        await WaitForGoodbyesAsync();
    }

    /// <summary>Takes new sockets again after a drain.</summary>
    public void Accept() => _draining = false;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _timer?.Dispose();

    private async Task DrainAsync(Session session, uint retry, TimeSpan spread, CancellationToken timeout)
    {
        var moment = CloseReasons.Between(0, (int)spread.TotalMilliseconds);
        if (moment > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(moment), services.Clock, timeout)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await session.DrainAsync(retry, timeout);
    }

    /// <summary>A few go at once; many take turns, so that the other silos are not stormed.</summary>
    private TimeSpan SpreadOf(int sockets)
    {
        var alike = PerSocket * sockets;
        return sockets <= AtOnce ? TimeSpan.Zero
            : alike < services.Options.ReconnectSpread ? alike : services.Options.ReconnectSpread;
    }

    /// <summary>What was said last must leave before the connections are cut.</summary>
    private async Task WaitForGoodbyesAsync()
    {
        using var timeout = new CancellationTokenSource(Session.GoodbyeTimeout, services.Clock);
        try
        {
            await Task.WhenAll(_sessions.Values).WaitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            foreach (var (session, _) in _sessions) session.Abort();
        }
    }

    private void Tick()
    {
        foreach (var (session, _) in _sessions)
        {
            try
            {
                session.Tick();
            }
            catch (Exception e)
            {
                LogTickFailed(logger, e);
            }
        }
    }

    [LoggerMessage(4120, LogLevel.Information, "Draining {Count} sockets")]
    private static partial void LogDraining(ILogger logger, int count);

    [LoggerMessage(4121, LogLevel.Error, "A socket's tick failed")]
    private static partial void LogTickFailed(ILogger logger, Exception e);
}
