using System.Diagnostics;

namespace ContextExchange.Web.Tests.Clusters;

/// <summary>
/// One silo's clock: the cluster's, until the test stops it. Then no timer fires and no time passes for this silo,
/// as if the machine had paused it, while the calls that it gets are still carried out: it believes everything that it
/// did.
/// </summary>
internal sealed class SiloClock(RunningClock cluster) : TimeProvider
{
    private DateTimeOffset _stoppedAt;
    private long _stoppedTimestamp;
    private volatile bool _stopped;

    public override long TimestampFrequency => Stopwatch.Frequency;

    public override DateTimeOffset GetUtcNow() => _stopped ? _stoppedAt : cluster.GetUtcNow();

    public override long GetTimestamp() => _stopped ? _stoppedTimestamp : Stopwatch.GetTimestamp();

    public void Stop()
    {
        _stoppedAt = cluster.GetUtcNow();
        _stoppedTimestamp = Stopwatch.GetTimestamp();
        _stopped = true;
    }

    /// <summary>Time passes again; what should have happened meanwhile did not.</summary>
    public void Resume() => _stopped = false;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(
            value =>
            {
                if (!_stopped) callback(value);
            },
            state, dueTime, period);
}
