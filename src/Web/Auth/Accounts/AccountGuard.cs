using ContextExchange.Web.Http;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace ContextExchange.Web.Auth;

/// <summary>
/// What accounts' sessions owe beyond their credential, since a browser sends that by itself: the CSRF token with every
/// change, and a recent sign-in where a route wants one. Signing in itself needs neither: another cookie and the Origin
/// header guard it.
/// </summary>
internal sealed class AccountGuard(CsrfTokens tokens, TimeProvider clock) : IMiddleware
{
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.CallerOrNull is not { Subject: { SignIn: { } signIn } session }
            || context.GetEndpoint() is not { } endpoint
            || endpoint.Metadata.GetMetadata<AuthorizeAttribute>()?.Policy is null or nameof(Access.Anyone))
            return next(context);
        var method = context.Request.Method;
        if (!HttpMethods.IsGet(method) && !HttpMethods.IsHead(method)
            && !tokens.IsRight(session, context.Request.Headers[CsrfTokens.Header]))
            return new Refused(Refusal.Forbidden).ExecuteAsync(context);
        if (endpoint.Metadata.GetMetadata<RecentSignIn>() is not null
            && signIn.At + Limits.RecentSignIn <= clock.GetUtcNow())
            return new Refused(Refusal.Reauthenticate).ExecuteAsync(context);
        return next(context);
    }
}
