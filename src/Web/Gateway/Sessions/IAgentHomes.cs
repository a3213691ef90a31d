namespace ContextExchange.Web.Gateway;

/// <summary>
/// Tells a session that its agent's grain lives elsewhere now: subscriptions are in the grain's memory, so they go with
/// an activation that ends or dies, and nobody else would miss them.
/// </summary>
public interface IAgentHomes
{
    /// <summary>
    /// A number of whoever owns the agent's grain, as far as this silo knows; another number means another owner, or
    /// another run of the same one. 0: nobody is known to.
    /// </summary>
    long HomeOf(AgentId agent);
}
