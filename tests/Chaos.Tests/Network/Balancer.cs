using System.Net;
using System.Net.Sockets;

namespace ContextExchange.Chaos.Tests.Network;

/// <summary>
/// The server's public address: gives each connection to the next silo that was ready when it was last asked, and ends
/// the connections of one that is not any more, as a load balancer does.
/// </summary>
internal sealed class Balancer : IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(500);

    private readonly IReadOnlyList<Backend> _backends;
    private readonly FaultProxy _proxy;
    private readonly CancellationTokenSource _closed = new();
    private int _next;

    /// <param name="port">Where it listens.</param>
    /// <param name="silos">Where each silo listens, and whether it is ready.</param>
    public Balancer(int port, IEnumerable<(IPEndPoint Server, Func<Task<bool>> IsReady)> silos)
    {
        _backends = [.. silos.Select(silo => new Backend(silo.Server, silo.IsReady))];
        _proxy = new FaultProxy(
            port, link => _backends.First(backend => backend.Link == link).Server, _ => Choose().Link, seed: 0);
        foreach (var backend in _backends) _ = WatchAsync(backend);
    }

    /// <summary>Completes when it has somebody to give connections to.</summary>
    public async Task ReadyAsync()
    {
        foreach (var backend in _backends) await backend.FirstAsked.Task;
    }

    public void Dispose()
    {
        _closed.Cancel();
        _proxy.Dispose();
        _closed.Dispose();
    }

    private Backend Choose()
    {
        for (var tried = 0; tried < _backends.Count; tried++)
        {
            var backend = _backends[(_next++ & int.MaxValue) % _backends.Count];
            if (backend.IsUp) return backend;
        }

        return _backends[0];
    }

    private async Task WatchAsync(Backend backend)
    {
        using var timer = new PeriodicTimer(Beat);
        try
        {
            do
            {
                var isUp = await backend.IsReady();
                if (backend.IsUp && !isUp) backend.Link.Reset();
                backend.IsUp = isUp;
                backend.FirstAsked.TrySetResult();
            }
            while (await timer.WaitForNextTickAsync(_closed.Token));
        }
        catch (Exception failure) when (failure is OperationCanceledException or SocketException)
        {
            backend.IsUp = false;
        }
    }

    private sealed class Backend(IPEndPoint server, Func<Task<bool>> isReady)
    {
        private volatile bool _isUp;

        public IPEndPoint Server => server;

        public Func<Task<bool>> IsReady => isReady;

        public TaskCompletionSource FirstAsked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Link Link { get; } = new($"balancer {server}");

        public bool IsUp
        {
            get => _isUp;
            set => _isUp = value;
        }
    }
}
