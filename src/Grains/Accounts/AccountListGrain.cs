namespace ContextExchange.Grains.Accounts;

/// <summary>A part of the list of accounts.</summary>
internal sealed class AccountListGrain([PersistentState("accountlist")] IPersistentState<AccountListState> state)
    : Grain, IAccountListGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // Anyone may name any part: what does not exist does not stay in memory.
        this.GoUnlessStored(state);
        return Task.CompletedTask;
    }

    public async Task Note(AccountId account)
    {
        if (state.State.Accounts.Contains(account)) return;
        AccountId[] accounts = [.. state.State.Accounts, account];
        Array.Sort(accounts, (one, other) => string.CompareOrdinal(one.ToString(), other.ToString()));
        await state.SaveAsync(new AccountListState { Accounts = accounts }, this);
    }

    public Task<IReadOnlyList<AccountId>> List() => Task.FromResult<IReadOnlyList<AccountId>>(state.State.Accounts);
}
