using ContextExchange.Grains.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ContextExchange.Grains.Due;

/// <summary>
/// The one sweeper of its kind in the cluster. What it does is safe to do twice, should there be two.
/// </summary>
internal sealed class SweepGrain(
    IDueTable due, ILogStore log, TimeProvider time, IOptions<GrainsOptions> options, ILogger<SweepGrain> logger)
    : Grain, ISweepGrain
{
    private readonly DueWork _work = new(due, time, logger);
    private long? _done;

    public async Task<bool> Sweep()
    {
        var isDue = this.GetPrimaryKeyString() == ISweepGrain.Due;
        // Silos ask at times of their own: half an interval after one of them there is nothing new to do.
        var pause = (isDue ? options.Value.SweepInterval : options.Value.RetentionInterval) / 2;
        if (_done is { } done && time.GetElapsedTime(done) < pause) return false;
        if (isDue) await _work.CarryOutAsync(GrainFactory, CancellationToken.None);
        else if (await log.ApplyRetentionAsync(time.GetUtcNow())) return true;
        _done = time.GetTimestamp();
        return false;
    }
}
