namespace ContextExchange.Web.Tests.Clusters;

/// <summary>
/// The real clock, whose time of day a test can move forward for all silos that share it. Timers and timestamps run on
/// as they are.
/// </summary>
internal sealed class RunningClock : TimeProvider
{
    private long _ahead;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref _ahead));

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);
}
