using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace ContextExchange.Web.Pages;

/// <summary>
/// Shows the dashboard to whoever opens an address in a browser that nothing here has, so that it can say so and lead
/// back. The status stays 404, and programs get a problem document.
/// </summary>
internal sealed class UnknownPage(PageFiles files) : IMiddleware
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        var response = context.Response;
        if (response is not { HasStarted: false, StatusCode: StatusCodes.Status404NotFound, ContentType: null }
            || context.GetEndpoint() is not null || !HttpMethods.IsGet(context.Request.Method)
            || !WantsPage(context.Request))
            return;
        await PagesApi.Send(context, files.Page).ExecuteAsync(context);
    }

    private static bool WantsPage(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(type => type.MediaType == "text/html");
}
