namespace ContextExchange.Web.Gateway;

/// <summary>
/// Tells a session that its agent's grain lives elsewhere now: subscriptions are in the grain's memory, so they go with
/// an activation that ends or dies, and nobody else would miss them.
/// </summary>
public interface IAgentHomes
{
    /// <summary>
    /// A number that changes whenever the agent's grain may have forgotten this silo's subscriptions, or its pushes may
    /// be lost: it lives elsewhere, this silo is in another run, a link between the two has ended. 0: nobody is known
    /// to own the grain.
    /// </summary>
    long HomeOf(AgentId agent);
}
