namespace ContextExchange.Grains.Credentials;

/// <summary>One shared counter. It forgets when it is unused; nothing of it is stored.</summary>
internal sealed class LimitGrain(TimeProvider time) : Grain, ILimitGrain
{
    private readonly LimitWindow _window = new();

    public ValueTask<LimitState> Take(LimitRule rule, int cost)
    {
        // An idle counter must not be collected, and so forgotten, before its longest window has passed.
        var longest = rule.LongWindow > rule.Window ? rule.LongWindow : rule.Window;
        if (longest > TimeSpan.FromMinutes(1)) DelayDeactivation(longest);
        return ValueTask.FromResult(_window.Take(rule, cost, time.GetUtcNow()));
    }
}
