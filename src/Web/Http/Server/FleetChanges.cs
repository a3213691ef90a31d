namespace ContextExchange.Web.Http;

/// <summary>
/// Tells this silo's watchers that agents were connected, so that a live view shows a new connection at once. Only a
/// hint: watchers look again by themselves every half minute.
/// </summary>
internal sealed class FleetChanges
{
    /// <summary>Raised with the two agents.</summary>
    public event Action<AgentId, AgentId>? Connected;

    public void Announce(AgentId one, AgentId other) => Connected?.Invoke(one, other);
}
