using Microsoft.Extensions.Options;

namespace ContextExchange.Web.Gateway;

/// <summary>
/// Counts this silo's sockets before any work is done for them: all, those in the handshake, per address and per agent.
/// Every
/// successful take is given back exactly once.
/// </summary>
internal sealed class SocketLimits(IOptions<GatewayOptions> options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _addresses = [];
    private readonly Dictionary<AgentId, int> _agents = [];
    private int _sockets;
    private int _handshakes;

    /// <summary>Takes a place for a socket that begins its handshake.</summary>
    public bool TryEnter(string address)
    {
        lock (_gate)
        {
            if (_sockets >= options.Value.MaxSockets || _handshakes >= options.Value.MaxHandshakes) return false;
            if (!TryCount(_addresses, address, options.Value.SocketsPerAddress)) return false;
            _sockets++;
            _handshakes++;
            return true;
        }
    }

    /// <summary>The handshake is over, well or not.</summary>
    public void EndHandshake()
    {
        lock (_gate) _handshakes--;
    }

    /// <summary>The socket is gone.</summary>
    public void Leave(string address)
    {
        lock (_gate)
        {
            _sockets--;
            Uncount(_addresses, address);
        }
    }

    /// <summary>Takes one of the agent's places.</summary>
    public bool TryEnter(AgentId agent)
    {
        lock (_gate) return TryCount(_agents, agent, options.Value.SocketsPerAgent);
    }

    /// <summary>Gives one of the agent's places back.</summary>
    public void Leave(AgentId agent)
    {
        lock (_gate) Uncount(_agents, agent);
    }

    private static bool TryCount<T>(Dictionary<T, int> counts, T key, int limit) where T : notnull
    {
        var count = counts.GetValueOrDefault(key);
        if (count >= limit) return false;
        counts[key] = count + 1;
        return true;
    }

    private static void Uncount<T>(Dictionary<T, int> counts, T key) where T : notnull
    {
        if (counts[key] == 1) counts.Remove(key);
        else counts[key]--;
    }
}
