using ContextExchange.Web.Auth;
using ContextExchange.Web.Cluster;
using ContextExchange.Web.Gateway;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ContextExchange.Web.Http;

/// <summary>For probes: whether the process lives, and whether it should get traffic.</summary>
internal static class HealthApi
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("/health").WithTags("Health");
        health.MapGet("live", Live).For(Access.Anyone).Describe("200 while the process answers.");
        health.MapGet("ready", Ready).For(Access.Anyone)
            .Describe("200 while it takes traffic; 503 while it drains, stops, cannot store or owns no partition.");
    }

    private static Ok<HealthAnswer> Live() => TypedResults.Ok(new HealthAnswer("live"));

    /// <summary>A silo of a cluster that owns nothing has lost its lease, or has none yet: it serves nobody.</summary>
    private static Results<Ok<HealthAnswer>, Refused> Ready(SiloDrain drain, ISiloCluster cluster, StoreProbe probe)
    {
        if (drain.IsDraining)
            return new Refused(Refusal.Draining);
        return cluster.OwnedPartitions is not 0 && probe.IsHealthy()
            ? TypedResults.Ok(new HealthAnswer("ready"))
            : new Refused(Refusal.Unavailable);
    }
}
