namespace ContextExchange.Web.Http;

/// <summary>References to grains by the ids of the domain.</summary>
internal static class GrainReferences
{
    extension(IGrainFactory grains)
    {
        public IAgentGrain Agent(AgentId agent) => grains.GetGrain<IAgentGrain>(agent.ToString());

        public IOwnerGrain Owner(OwnerId owner) => grains.GetGrain<IOwnerGrain>(owner.ToString());

        public IAccountGrain Account(AccountId account) => grains.GetGrain<IAccountGrain>(account.ToString());

        /// <summary>The part of the list of accounts that this one is on.</summary>
        public IAccountListGrain AccountList(AccountId account) =>
            grains.GetGrain<IAccountListGrain>(account.ToString()[..1]);

        public IVaultGrain Vault(AccountId account) => grains.GetGrain<IVaultGrain>(account.ToString());

        public INoticesGrain Notices(AccountId account) => grains.GetGrain<INoticesGrain>(account.ToString());

        public ILoginRequestGrain LoginRequest(string id) => grains.GetGrain<ILoginRequestGrain>(id);

        /// <summary>Who has a name; see <see cref="IAccountNameGrain"/> for the kinds.</summary>
        public IAccountNameGrain AccountName(string kind, ReadOnlySpan<byte> name) =>
            grains.GetGrain<IAccountNameGrain>($"{kind}:{Convert.ToHexStringLower(name)}");

        public ICredentialGrain Credential(string publicId) => grains.GetGrain<ICredentialGrain>(publicId);

        public IInviteGrain Invite(string id) => grains.GetGrain<IInviteGrain>(id);

        /// <exception cref="ArgumentException">Both are the same agent: there is no such connection.</exception>
        public IConnectionGrain Connection(AgentId one, AgentId other) => one == other
            ? throw new ArgumentException("An agent has no connection with itself.", nameof(other))
            : grains.GetGrain<IConnectionGrain>(ConnectionKey.Between(one, other));
    }
}
