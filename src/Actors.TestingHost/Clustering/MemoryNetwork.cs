using System.IO.Pipelines;

namespace ContextExchange.Actors.TestingHost;

/// <summary>
/// A network in memory for the silos of one test: frames are lost, doubled and delayed by a seeded chance, and links
/// are cut in one direction. What happens to a frame depends on the seed and on the order of frames alone.
/// </summary>
public sealed class MemoryNetwork
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Action<SiloConnection>> _listeners = [];
    private readonly HashSet<(string From, string To)> _cut = [];
    private readonly List<(string From, string To, Action Abort)> _connections = [];
    private readonly Random _random;

    /// <summary>A network.</summary>
    /// <param name="time">Delays are waited by this clock.</param>
    /// <param name="seed">Decides everything that is left to chance.</param>
    public MemoryNetwork(TimeProvider time, int seed)
    {
        Time = time;
        _random = new(seed);
    }

    /// <summary>What happens to frames from now on.</summary>
    public LinkFaults Faults { get; set; } = new();

    internal TimeProvider Time { get; }

    /// <summary>The network as one silo sees it.</summary>
    /// <param name="siloId">The silo; its endpoint is <c>id:1</c>.</param>
    public SiloTransport TransportOf(string siloId) => new Port(this, siloId);

    /// <summary>Frames from one silo to the other vanish, in this direction only, until it is healed.</summary>
    public void Cut(string from, string to)
    {
        lock (_gate) _cut.Add((from, to));
    }

    /// <summary>Frames go through again.</summary>
    public void Heal()
    {
        lock (_gate) _cut.Clear();
    }

    /// <summary>Ends every connection of a silo, as its death would.</summary>
    public void Reset(string siloId)
    {
        Action[] ended;
        lock (_gate)
        {
            _listeners.Remove(siloId);
            ended = [.. _connections.Where(c => c.From == siloId || c.To == siloId).Select(c => c.Abort)];
            _connections.RemoveAll(c => c.From == siloId || c.To == siloId);
        }

        foreach (var abort in ended) abort();
    }

    internal bool IsCut(string from, string to)
    {
        lock (_gate) return _cut.Contains((from, to));
    }

    /// <summary>How often a frame arrives (0, 1 or 2 times), and after which delay.</summary>
    internal (int Copies, TimeSpan Delay) Fate()
    {
        lock (_gate)
        {
            var faults = Faults;
            var copies = _random.NextDouble() < faults.Lost ? 0 : _random.NextDouble() < faults.Duplicated ? 2 : 1;
            return (copies, _random.NextDouble() < faults.Delayed
                ? faults.LongestDelay * _random.NextDouble()
                : TimeSpan.Zero);
        }
    }

    private SiloConnection Dial(string from, string to)
    {
        Action<SiloConnection> accept;
        lock (_gate)
        {
            if (!_listeners.TryGetValue(to, out accept!)) throw new IOException($"Nobody listens at {to}.");
        }

        var options = new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false);
        var (there, back) = (new MemoryWire(this, from, to, options), new MemoryWire(this, to, from, options));
        void Abort()
        {
            there.Abort();
            back.Abort();
        }

        lock (_gate) _connections.Add((from, to, Abort));
        there.Start();
        back.Start();
        accept(new(there.Output, back.Input, Abort));
        return new(back.Output, there.Input, Abort);
    }

    private sealed class Port(MemoryNetwork network, string siloId) : SiloTransport
    {
        public override Task<(IAsyncDisposable Listener, string Endpoint)> ListenAsync(
            string endpoint, Action<SiloConnection> accepted, CancellationToken cancellationToken)
        {
            lock (network._gate) network._listeners[siloId] = accepted;
            return Task.FromResult(((IAsyncDisposable)new Listener(network, siloId), $"{siloId}:1"));
        }

        public override Task<SiloConnection> DialAsync(string endpoint, CancellationToken cancellationToken)
        {
            try
            {
                return Task.FromResult(network.Dial(siloId, endpoint.Split(':')[0]));
            }
            catch (IOException exception)
            {
                return Task.FromException<SiloConnection>(exception);
            }
        }
    }

    private sealed class Listener(MemoryNetwork network, string siloId) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            lock (network._gate) network._listeners.Remove(siloId);
            return default;
        }
    }
}
