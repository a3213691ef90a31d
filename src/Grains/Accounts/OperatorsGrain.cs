namespace ContextExchange.Grains.Accounts;

/// <summary>The operators' list, for who has something to tell all of them.</summary>
internal sealed class OperatorsGrain([PersistentState("operators")] IPersistentState<OperatorsState> state)
    : Grain, IOperatorsGrain
{
    private const int Max = 100;

    public async Task Note(AccountId account)
    {
        if (state.State.Accounts.Contains(account)) return;
        await state.SaveAsync(
            new OperatorsState { Accounts = [.. state.State.Accounts.TakeLast(Max - 1), account] }, this);
    }

    public Task<IReadOnlyList<AccountId>> List() => Task.FromResult<IReadOnlyList<AccountId>>(state.State.Accounts);
}
