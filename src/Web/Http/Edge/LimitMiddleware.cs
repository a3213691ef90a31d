using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace ContextExchange.Web.Http;

/// <summary>Limits around authentication: an address's before it, the caller's and the route's after it.</summary>
internal sealed class LimitMiddleware(RequestLimiter limiter) : IMiddleware
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path.StartsWithSegments("/health"))
        {
            await next(context);
            return;
        }

        var cost = context.GetEndpoint()?.Metadata.GetMetadata<RouteCost>();
        if (cost is { Cost: Cost.Socket })
        {
            // Nobody is known before the handshake, which happens on the socket.
            if (await limiter.TakeCostAsync(context, cost.Cost))
                await next(context);
            return;
        }

        if (!await limiter.TakeArrivalAsync(context))
            return;
        if (await context.AuthenticateAsync() is { Succeeded: true } result)
            context.User = result.Principal;
        if (!await limiter.TakeCallAsync(context))
            return;
        if (cost is null || cost.Cost == Cost.Invite && context.User.Identity?.IsAuthenticated != true
            || await limiter.TakeCostAsync(context, cost.Cost))
            await next(context);
    }
}
