using ContextExchange.Actors.TestingHost;

namespace ContextExchange.Simulation.Tests.Cluster;

/// <summary>
/// A silo's clock: the wall time can be wrong and jump; what measures how long something takes goes on evenly, and
/// timers run as turns of their silo.
/// </summary>
internal sealed class SiloTime(FakeTimeProvider shared, SiloScheduler scheduler) : TimeProvider
{
    /// <summary>How much this silo's wall clock is ahead of the true time.</summary>
    public TimeSpan Lead { get; set; }

    public override long TimestampFrequency => shared.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => shared.GetUtcNow() + Lead;

    public override long GetTimestamp() => shared.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        shared.CreateTimer(_ => Fire(() => callback(state)), null, dueTime, period);

    private void Fire(Action callback)
    {
        if (scheduler.IsFrozen) scheduler.Schedule(new SimulatedStep("timer", callback));
        else if (!scheduler.IsDead) scheduler.InOrder(callback);
    }
}
