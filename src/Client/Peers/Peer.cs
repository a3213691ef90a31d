using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>All that is needed to seal to and open from one peer, checked against the pinned identity.
/// Immutable.</summary>
/// <param name="Info">The connection as the server tells it.</param>
/// <param name="Context">The same, as CXE1 wants it.</param>
/// <param name="Own">The own agent's directory.</param>
/// <param name="Directory">The peer's directory.</param>
internal sealed record Peer(
    ConnectionInfo Info, ConnectionContext Context, AgentDirectory Own, AgentDirectory Directory)
{
    public AgentId Agent => Info.Peer;
}
