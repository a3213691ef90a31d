using ContextExchange.Chaos.Tests.Processes;
using ContextExchange.Client;
using ContextExchange.LoadGenerator;

namespace ContextExchange.Chaos.Tests.Traffic;

/// <summary>
/// Many sockets that say nothing, four of each agent, evenly on all silos. They dial the silos themselves: a proxy in
/// between would cost this process three file handles for each.
/// </summary>
internal sealed class Crowd : IAsyncDisposable
{
    private const int SocketsOfAgent = 4;
    private const int AgentsOfOwner = 500;

    private static readonly ParallelOptions AtOnce = new() { MaxDegreeOfParallelism = 8 };

    private readonly CancellationTokenSource _over = new();
    private readonly IdleSocket[] _sockets;
    private readonly Task _running;

    private Crowd(IdleSocket[] sockets)
    {
        _sockets = sockets;
        _running = Task.WhenAll(sockets.Select(socket => socket.RunAsync(_over.Token)));
    }

    public int Count => _sockets.Length;

    public int Connected => _sockets.Count(socket => socket.IsConnected);

    /// <summary>Attempts to connect so far, those that failed included.</summary>
    public long Dials => _sockets.Sum(socket => (long)socket.Dials);

    /// <summary>Registers the agents and lets their sockets connect; none may be connected yet.</summary>
    /// <param name="sockets">How many.</param>
    /// <param name="server">The public address.</param>
    /// <param name="ports">The silos' own.</param>
    public static async Task<Crowd> GatherAsync(int sockets, Uri server, IReadOnlyList<int> ports)
    {
        var agents = new LoadAgent[(sockets + SocketsOfAgent - 1) / SocketsOfAgent];
        var api = new ExchangeApi(server);
        for (var first = 0; first < agents.Length; first += AgentsOfOwner)
        {
            var owner = await LoadOwner.RegisterAsync(api);
            await Parallel.ForAsync(
                first, Math.Min(agents.Length, first + AgentsOfOwner), AtOnce,
                async (i, _) => agents[i] = await LoadAgent.RegisterAsync(owner));
        }

        return new Crowd([
            .. Enumerable.Range(0, sockets).Select(i =>
                new IdleSocket(agents[i / SocketsOfAgent], server, ports[i % ports.Count])),
        ]);
    }

    /// <summary>Whether all are connected in time.</summary>
    public Task<bool> IsCompleteAsync(TimeSpan limit) => Waiting.UntilAsync(() => Connected == Count, limit);

    /// <summary>All of them lose their sockets at once.</summary>
    public void Lose()
    {
        foreach (var socket in _sockets) socket.Lose();
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _running;
        _over.Dispose();
    }
}
