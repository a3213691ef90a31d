using ContextExchange.Web.Auth;
using Microsoft.AspNetCore.Http;

namespace ContextExchange.Web.Http;

/// <summary>
/// Lets in only what was addressed to this server (against DNS rebinding) and was not sent by another site's page
/// (against cross-site requests and sockets). There is no CORS: no other origin is ever allowed.
/// </summary>
internal sealed class OriginGuard(ServerAddress address) : IMiddleware
{
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        // Probes of a container's health ask by its address and learn nothing else.
        if (!request.Path.StartsWithSegments("/health") && !address.IsOwnHost(request.Host.Value))
            return new Refused(Refusal.Malformed, status: StatusCodes.Status421MisdirectedRequest)
                .ExecuteAsync(context);
        return IsFromElsewhere(request) ? new Refused(Refusal.Forbidden).ExecuteAsync(context) : next(context);
    }

    private bool IsFromElsewhere(HttpRequest request)
    {
        var origins = request.Headers.Origin;
        if (origins.Count > 0)
            return origins.Count > 1 || !address.IsOwnOrigin(origins[0]);
        if (!request.Cookies.ContainsKey(SessionCookie.Name) && !request.Cookies.ContainsKey(LoginCookie.Name)
            && !request.Cookies.ContainsKey(PasskeyCookie.Name)
            && !request.Cookies.ContainsKey(IssuerSignIn.CookieName))
            return false;
        // Another provider sends the browser back here, and where nobody had to click there, the browser counts the way
        // as begun by our page and brings the cookies. Both answers are the same for everybody and change nothing.
        if (HttpMethods.IsGet(request.Method) && request.Path.StartsWithSegments("/sign-in"))
            return false;
        // Nor has whoever links to a page a hold on it: the page is the same for everybody, too.
        if (IsLinkToPage(request))
            return false;
        // A browser that brings a cookie of ours says where the request comes from; changes need an Origin, which every
        // browser sends.
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        return !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method)
            || site is not ("" or "same-origin" or "none");
    }

    /// <summary>A person follows a link into a window of its own, not into a frame.</summary>
    private static bool IsLinkToPage(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && !request.Path.StartsWithSegments("/v1")
        && request.Headers["Sec-Fetch-Mode"] == "navigate" && request.Headers["Sec-Fetch-Dest"] == "document";
}
