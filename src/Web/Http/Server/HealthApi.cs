using ContextExchange.Web.Auth;
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
            .Describe("200 while it takes traffic; 503 while it drains, stops or cannot store.");
    }

    private static Ok<HealthAnswer> Live() => TypedResults.Ok(new HealthAnswer("live"));

    private static Results<Ok<HealthAnswer>, Refused> Ready(SiloDrain drain, StoreProbe probe)
    {
        if (drain.IsDraining)
            return new Refused(Refusal.Draining);
        return probe.IsHealthy() ? TypedResults.Ok(new HealthAnswer("ready")) : new Refused(Refusal.Unavailable);
    }
}
