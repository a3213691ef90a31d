namespace ContextExchange.Web.Http;

/// <summary>References to grains by the ids of the domain.</summary>
internal static class GrainReferences
{
    extension(IGrainFactory grains)
    {
        public IAgentGrain Agent(AgentId agent) => grains.GetGrain<IAgentGrain>(agent.ToString());

        public IOwnerGrain Owner(OwnerId owner) => grains.GetGrain<IOwnerGrain>(owner.ToString());

        public ICredentialGrain Credential(string publicId) => grains.GetGrain<ICredentialGrain>(publicId);

        public IInviteGrain Invite(string id) => grains.GetGrain<IInviteGrain>(id);

        /// <exception cref="ArgumentException">Both are the same agent: there is no such connection.</exception>
        public IConnectionGrain Connection(AgentId one, AgentId other) => one == other
            ? throw new ArgumentException("An agent has no connection with itself.", nameof(other))
            : grains.GetGrain<IConnectionGrain>(ConnectionKey.Between(one, other));
    }
}
