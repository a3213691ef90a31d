using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace ContextExchange.Web.Pages;

/// <summary>
/// Shows the dashboard to whoever opens an address in a browser that nothing here has, so that it can say so and lead
/// back. The status stays 404, and programs get a problem document.
/// </summary>
internal sealed class UnknownPage(PageFiles files) : IMiddleware
{
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint() is not null || !HttpMethods.IsGet(context.Request.Method)
            || !WantsPage(context.Request))
            return next(context);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return PagesApi.Send(context, files.Page).ExecuteAsync(context);
    }

    private static bool WantsPage(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(type => type.MediaType == "text/html");
}
