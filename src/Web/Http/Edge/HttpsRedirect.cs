using Microsoft.AspNetCore.Http;

namespace ContextExchange.Web.Http;

/// <summary>
/// Sends plain requests to the same path over HTTPS; only GET and HEAD, since a body has been exposed already.
/// </summary>
internal sealed class HttpsRedirect(ServerAddress address) : IMiddleware
{
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.IsHttps)
            return next(context);
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
            return new Refused(Refusal.Forbidden).ExecuteAsync(context);
        context.Response.StatusCode = StatusCodes.Status308PermanentRedirect;
        context.Response.Headers.Location = address.Origin + context.Request.PathBase + context.Request.Path
            + context.Request.QueryString;
        return Task.CompletedTask;
    }
}
