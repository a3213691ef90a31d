using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Features.Authentication;

namespace ContextExchange.Web.Gateway;

/// <summary>
/// Runs accepted sockets outside of all middleware, which has done its work by then: a connected device holds none of
/// its state, nor the request's services and headers, for as long as it stays.
/// </summary>
internal sealed class SocketRunner : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(inner => context =>
            context.Request.Headers.Upgrade.Count > 0 || HttpMethods.IsConnect(context.Request.Method)
                ? RunAsync(context, inner)
                : inner(context));
        next(app);
    };

    private static async Task RunAsync(HttpContext context, RequestDelegate pipeline)
    {
        try
        {
            await pipeline(context);
            if (context.Features.Get<AcceptedSocket>() is not { } socket) return;
            await ReleaseAsync(context);
            await socket.RunAsync();
        }
        finally
        {
            context.Features.Get<AcceptedSocket>()?.Dispose();
        }
    }

    private static ValueTask ReleaseAsync(HttpContext context)
    {
        context.Request.Headers.Clear();
        context.Features.Set<IHttpAuthenticationFeature>(null);
        context.Features.Set<IRequestCookiesFeature>(null);
        return context.Features.Get<IServiceProvidersFeature>() is IAsyncDisposable services
            ? services.DisposeAsync()
            : ValueTask.CompletedTask;
    }
}
