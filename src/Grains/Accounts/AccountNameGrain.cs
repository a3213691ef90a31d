namespace ContextExchange.Grains.Accounts;

/// <summary>One name that only one account may have.</summary>
internal sealed class AccountNameGrain(
    [PersistentState("accountname")] IPersistentState<AccountNameState> state) : Grain, IAccountNameGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // Anyone may ask for any name: what nobody has does not stay in memory.
        this.GoUnlessStored(state);
        return Task.CompletedTask;
    }

    public Task<AccountId?> Find() => Task.FromResult(state.State.Account);

    public async Task<AccountId> Claim(AccountId account)
    {
        if (state.State.Account is { } holder) return holder;
        await state.SaveAsync(new AccountNameState { Account = account }, this);
        return account;
    }

    public async Task Release(AccountId account)
    {
        if (state.State.Account == account) await state.SaveAsync(new AccountNameState(), this);
    }
}
