using ContextExchange.Web.Http;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ContextExchange.Web.Auth;

/// <summary>Answers what the policies refused, as problem documents.</summary>
internal sealed class AccessRefusals : IAuthorizationMiddlewareResultHandler
{
    public Task HandleAsync(
        RequestDelegate next, HttpContext context, AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult)
    {
        // Routing's own answers (wrong method, wrong media type) are no routes of ours and say nothing about what
        // exists.
        if (authorizeResult.Succeeded || context.GetEndpoint() is { } endpoint and not RouteEndpoint)
            return next(context);
        return new Refused(RefusalOf(context, authorizeResult)).ExecuteAsync(context);
    }

    private static Refusal RefusalOf(HttpContext context, PolicyAuthorizationResult result)
    {
        if (context.GetEndpoint() is null)
            return Refusal.NotFound;
        if (result.Challenged)
            return Refusal.Unauthenticated;
        var reasons = result.AuthorizationFailure?.FailureReasons ?? [];
        if (reasons.OfType<LockedOut>().FirstOrDefault() is { } locked)
            return locked.Refusal;
        return reasons.Any(reason => reason is ForeignObject)
            ? Refusal.NotFound
            : Refusal.Forbidden;
    }
}
