namespace ContextExchange.Grains.Credentials;

/// <summary>One shared counter. It forgets when it is unused; nothing of it is stored.</summary>
internal sealed class LimitGrain(TimeProvider time) : Grain, ILimitGrain
{
    private readonly LimitWindow _window = new();

    public ValueTask<LimitState> Take(LimitRule rule, int cost) =>
        ValueTask.FromResult(_window.Take(rule, cost, time.GetUtcNow()));
}
