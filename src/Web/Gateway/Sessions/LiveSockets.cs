using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ContextExchange.Web.Gateway;

/// <summary>
/// The sessions of this silo: ticks each once a second, and drains them all before the host stops anything else.
/// </summary>
internal sealed partial class LiveSockets(SessionServices services, ILogger<LiveSockets> logger)
    : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

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
    /// Tells every peer when to come back and waits, within a bound, until what is under way is answered.
    /// </summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _draining = true;
        var open = _sessions.Keys.ToList();
        LogDraining(logger, open.Count);
        var spread = (int)services.Options.ReconnectSpread.TotalMilliseconds;
        using var timeout = new CancellationTokenSource(services.Options.DrainTimeout, services.Clock);
        await Task.WhenAll(open.Select(session =>
            session.DrainAsync(CloseReasons.Between(0, spread), timeout.Token)));
        await WaitForGoodbyesAsync();
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _timer?.Dispose();

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
