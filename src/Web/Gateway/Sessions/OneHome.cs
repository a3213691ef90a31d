namespace ContextExchange.Web.Gateway;

/// <summary>Where one silo is all there is, no agent moves.</summary>
internal sealed class OneHome : IAgentHomes
{
    public long HomeOf(AgentId agent) => 1;
}
