using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ContextExchange.Storage;

/// <summary>Unhealthy from a failed commit until the next one that succeeds.</summary>
internal sealed class StoreHealthCheck(IStoreHealth store) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var health = store.Health;
        var data = new Dictionary<string, object> { ["waiting"] = health.Waiting };
        return Task.FromResult(health.LastCommitSucceeded
            ? HealthCheckResult.Healthy("The last commit succeeded.", data)
            : HealthCheckResult.Unhealthy(health.LastError, data: data));
    }
}
