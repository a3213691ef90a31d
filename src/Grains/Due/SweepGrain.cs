using ContextExchange.Grains.Audit;
using ContextExchange.Grains.Notices;
using ContextExchange.Grains.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ContextExchange.Grains.Due;

/// <summary>
/// The one sweeper of its kind in the cluster. What it does is safe to do twice, should there be two.
/// </summary>
internal sealed class SweepGrain(
    IDueTable due, ILogStore log, IAuditLog audit, INoticePost post, TimeProvider time,
    IOptions<GrainsOptions> options, ILogger<SweepGrain> logger)
    : Grain, ISweepGrain
{
    private readonly DueWork _work = new(due, time, logger);
    private readonly AskedOwners _asked = new(log, time, logger);
    private readonly AuditCheck _audit = new(audit, post, time, logger);
    private long? _done;

    public async Task<bool> Sweep()
    {
        // Silos ask at times of their own: half an interval after one of them there is nothing new to do.
        if (_done is { } done && time.GetElapsedTime(done) < Interval / 2) return false;
        switch (this.GetPrimaryKeyString())
        {
            case ISweepGrain.Due:
                await _work.CarryOutAsync(GrainFactory, CancellationToken.None);
                break;
            case ISweepGrain.Asked:
                await _asked.TellAsync(GrainFactory);
                break;
            case ISweepGrain.Audit:
                if (await _audit.PassAsync()) return true;
                break;
            default:
                if (await log.ApplyRetentionAsync(time.GetUtcNow())) return true;
                break;
        }

        _done = time.GetTimestamp();
        return false;
    }

    private TimeSpan Interval => this.GetPrimaryKeyString() switch
    {
        ISweepGrain.Due => options.Value.SweepInterval,
        ISweepGrain.Asked => options.Value.AskedInterval,
        ISweepGrain.Audit => options.Value.AuditInterval,
        _ => options.Value.RetentionInterval,
    };
}
