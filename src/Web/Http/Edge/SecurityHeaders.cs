using Microsoft.AspNetCore.Http;

namespace ContextExchange.Web.Http;

/// <summary>
/// Puts the security headers on every response, refusals and failures included, before anything else can answer. Pages
/// relax what they need through <see cref="AllowPage"/>.
/// </summary>
internal sealed class SecurityHeaders(ServerAddress address) : IMiddleware
{
    private const string ApiPolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    // Nothing inline, nothing from elsewhere, and no string becomes markup; the one policy names the worker's script.
    private const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
        + "require-trusted-types-for 'script'; trusted-types contextexchange";

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ApiPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        headers["X-Request-Id"] = context.TraceIdentifier;
        headers.CacheControl = "no-store";
        if (address.IsSecure)
            headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
        return next(context);
    }

    /// <summary>
    /// Turns the response into a page's: its own scripts and styles may run, also in a worker, whose script brings the
    /// policy that it runs under.
    /// </summary>
    /// <param name="isImmutable">The address names the content, so that it is kept for good.</param>
    public static void AllowPage(HttpResponse response, bool isImmutable)
    {
        response.Headers.ContentSecurityPolicy = PagePolicy;
        response.Headers.CacheControl = isImmutable ? "public, max-age=31536000, immutable" : "no-cache";
    }
}
