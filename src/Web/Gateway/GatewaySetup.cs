using ContextExchange.Web.Auth;
using ContextExchange.Web.Cluster;
using ContextExchange.Web.Http;
using ContextExchange.Web.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace ContextExchange.Web.Gateway;

/// <summary>Puts the sockets into a host.</summary>
public static class GatewaySetup
{
    /// <summary>
    /// Adds the sessions. Needs the engine, an <see cref="IAuditLog"/>, the edge's authentication and its
    /// <see cref="RefusalBursts"/>.
    /// </summary>
    public static IServiceCollection AddGateway(
        this IServiceCollection services, Action<GatewayOptions>? configure = null)
    {
        services.AddOptions<GatewayOptions>()
            .Configure<ServerOptions>((gateway, server) => gateway.SocketsPerAddress = server.Limits.SocketsPerAddress)
            .Configure(options => configure?.Invoke(options))
            .ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics().TryAddSingleton<ExchangeMetrics>();
        services.AddSingleton<Handshake>();
        services.AddSingleton<SessionWatch>();
        services.AddSingleton<SocketLimits>();
        services.AddSingleton<RefusalAudit>();
        services.TryAddSingleton<IAgentHomes, OneHome>();
        services.AddSingleton<SessionServices>();
        services.AddSingleton<LiveSockets>();
        services.AddSingleton<ConnectEndpoint>();
        services.AddSingleton<IStartupFilter, SocketRunner>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<LiveSockets>());
        services.TryAddSingleton<ISiloCluster, SoloSilo>();
        services.AddSingleton<SiloDrain>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<SiloDrain>());
        services.AddSignalR(hub =>
        {
            hub.EnableDetailedErrors = false;
            hub.HandshakeTimeout = Limits.HandshakeTimeout;
            hub.MaximumReceiveMessageSize = Limits.MaxSocketMessage;
            // One call after the other: the order of a device's messages counts.
            hub.MaximumParallelInvocationsPerClient = 1;
        });
        return services;
    }

    /// <summary>
    /// Maps <c>/v1/connect</c> and the hub. A browser that has an HTTP/2 connection to this server opens its sockets in
    /// it, by CONNECT (RFC 8441).
    /// </summary>
    public static IEndpointRouteBuilder MapGateway(this IEndpointRouteBuilder endpoints)
    {
        var endpoint = endpoints.ServiceProvider.GetRequiredService<ConnectEndpoint>();
        var pipeline = endpoints.CreateApplicationBuilder();
        pipeline.UseWebSockets(new WebSocketOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan });
        pipeline.Run(endpoint.HandleAsync);
        // Anyone may knock: the handshake is the authentication.
        endpoints.MapMethods("/v1/connect", [HttpMethods.Get, HttpMethods.Connect], pipeline.Build())
            .For(Access.Anyone).Costs(Cost.Socket)
            .WithMetadata(new ExcludeFromDescriptionAttribute());
        endpoints.MapHub<ExchangeHub>("/hub", options =>
                options.Transports = Microsoft.AspNetCore.Http.Connections.HttpTransportType.WebSockets)
            .For(Access.Anyone).Costs(Cost.Socket);
        return endpoints;
    }
}
