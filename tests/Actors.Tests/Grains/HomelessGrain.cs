namespace ContextExchange.Actors.Tests;

public sealed class HomelessGrain([PersistentState("s", "nowhere")] IPersistentState<CounterState> state)
    : Grain, IHomelessGrain
{
    public Task Touch() => state.WriteStateAsync();
}
