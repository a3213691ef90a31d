using ContextExchange.Web.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ContextExchange.Web.Telemetry;

/// <summary>
/// <c>/metrics</c> on a port of its own, and OTLP to where the standard variable OTEL_EXPORTER_OTLP_ENDPOINT points.
/// Without either nothing is collected.
/// </summary>
internal static class TelemetrySetup
{
    private const string Path = "/metrics";
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>The framework's own meters that an operator asks for: requests, connections, the runtime.</summary>
    private static readonly string[] Meters =
    [
        ExchangeMetrics.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime",
    ];

    public static void AddExchangeTelemetry(
        this IServiceCollection services, ServerOptions options, IConfiguration configuration)
    {
        var scraped = options.MetricsPort is not null;
        var sent = configuration[Endpoint] is { Length: > 0 };
        if (!scraped && !sent) return;
        var telemetry = services.AddOpenTelemetry().ConfigureResource(silo => silo.AddService("contextexchange"));
        telemetry.WithMetrics(metrics =>
        {
            metrics.AddMeter(Meters);
            if (scraped) metrics.AddPrometheusExporter();
            if (sent) metrics.AddOtlpExporter();
        });
        // The framework's spans are left out: the paths of requests name agents.
        if (sent) telemetry.WithTracing(traces => traces.AddSource(ExchangeMetrics.Name).AddOtlpExporter());
    }

    /// <summary>Serves nothing but <c>/metrics</c> on its port, and <c>/metrics</c> nowhere else.</summary>
    public static void UseExchangeMetrics(this WebApplication app, ServerOptions options)
    {
        if (options.MetricsPort is not { } port) return;
        app.UseWhen(http => http.Connection.LocalPort == port, own =>
        {
            own.UseOpenTelemetryPrometheusScrapingEndpoint(http => http.Request.Path == Path);
            own.Run(http =>
            {
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            });
        });
    }
}
