namespace ContextExchange.Actors.Tests;

public sealed class CounterGrain([PersistentState("count", "memory")] IPersistentState<CounterState> state)
    : Grain, ICounterGrain
{
    public Task<int> Add(int amount) => Task.FromResult(state.State.Value += amount);

    public ValueTask<int> Get() => new(state.State.Value);

    public Task Save() => state.WriteStateAsync();

    public Task Forget()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task<string> Key() => Task.FromResult(this.GetPrimaryKeyString());
}
