using System.Threading.Channels;

namespace ContextExchange.Grains.Tests.Kit;

/// <summary>An owner's page that writes down what happens.</summary>
internal sealed class ActivityReader : IActivityObserver
{
    private readonly Channel<ActivityEvent> _events = Channel.CreateUnbounded<ActivityEvent>();

    public ValueTask OnActivity(ActivityEvent activity)
    {
        _events.Writer.TryWrite(activity);
        return default;
    }

    public ValueTask OnFleetChanged() => default;

    /// <summary>The next event; of that kind, where one is named.</summary>
    public async Task<ActivityEvent> NextAsync(string? kind = null)
    {
        while (true)
            if (await _events.Reader.ReadAsync(TestContext.Current.CancellationToken) is var activity
                && (kind is null || activity.Kind == kind))
                return activity;
    }
}
