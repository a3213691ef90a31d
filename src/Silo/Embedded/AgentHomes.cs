using ContextExchange.Actors;
using ContextExchange.Protocol;
using ContextExchange.Web.Gateway;

namespace ContextExchange.Silo;

/// <summary>The homes of agents in a cluster of several silos.</summary>
internal sealed class AgentHomes(IGrainHomes homes) : IAgentHomes
{
    private static readonly GrainType Agent = GrainType.Create("agent");

    public long HomeOf(AgentId agent) => homes.HomeOf(GrainId.Create(Agent, agent.ToString()));
}
