using System.Net;
using ContextExchange.Web.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ContextExchange.Web.Http;

/// <summary>Reads the settings and sets the listener up.</summary>
public static class ServerSetup
{
    /// <summary>Partitions (10 s), sockets (2, 5 and 5 s) and what is left; below a container's usual 30 s.</summary>
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(25);

    /// <summary>Names on the command line that are shorter or spelled otherwise than the settings.</summary>
    private static readonly Dictionary<string, string> Switches = new()
    {
        ["--public-url"] = nameof(ServerOptions.PublicUrl),
        ["--listen"] = nameof(ServerOptions.ListenAddress),
        ["--port"] = nameof(ServerOptions.Port),
        ["--data"] = nameof(ServerOptions.DataFolder),
        ["--secrets"] = nameof(ServerOptions.SecretsFolder),
        ["--storage"] = nameof(ServerOptions.Storage),
        ["--postgres"] = nameof(ServerOptions.Postgres),
        ["--postgres-password-file"] = nameof(ServerOptions.PostgresPasswordFile),
        ["--postgres-migrate"] = nameof(ServerOptions.PostgresMigrate),
        ["--certificate"] = nameof(ServerOptions.CertificateFile),
        ["--key"] = nameof(ServerOptions.CertificateKeyFile),
        ["--redirect-port"] = nameof(ServerOptions.RedirectPort),
        ["--trusted-proxies"] = nameof(ServerOptions.TrustedProxies),
        ["--metrics-port"] = nameof(ServerOptions.MetricsPort),
        ["--metrics-address"] = nameof(ServerOptions.MetricsAddress),
        ["--welcome"] = nameof(ServerOptions.Welcome),
        ["--json-logs"] = nameof(ServerOptions.JsonLogs),
    };

    /// <summary>
    /// Adds <see cref="ServerOptions"/>, logging and Kestrel with its limits. Settings are checked when the server
    /// starts; the returned copy is for composing the host.
    /// </summary>
    public static ServerOptions AddServer(this WebApplicationBuilder builder, string[] args)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Configuration.AddEnvironmentVariables("CEX_").AddCommandLine(args, Switches);
        builder.Services.AddSingleton<IValidateOptions<ServerOptions>, ServerOptionsValidator>();
        builder.Services.AddOptions<ServerOptions>().Bind(builder.Configuration).ValidateOnStart();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = DrainTime);
        var options = builder.Configuration.Get<ServerOptions>() ?? new ServerOptions();
        AddLogging(builder, options);
        builder.Services.AddExchangeTelemetry(options, builder.Configuration);
        builder.Services.AddSingleton<CertificateFiles>();
        builder.WebHost.UseKestrel((_, kestrel) => SetUp(kestrel, options));
        return options;
    }

    private static void AddLogging(WebApplicationBuilder builder, ServerOptions options)
    {
        builder.Logging.ClearProviders();
        // The framework's request lines hold addresses and paths; ours say what matters without them.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // With any level on, every request would carry an activity and a log scope that nothing here reads.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        // Why a start failed is said by the program itself, in a sentence.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        if (options.JsonLogs)
            builder.Logging.AddJsonConsole(console => console.UseUtcTimestamp = true);
        else
            builder.Logging.AddSimpleConsole(
                console => (console.SingleLine, console.TimestampFormat) = (true, "HH:mm:ss "));
    }

    private static void SetUp(KestrelServerOptions kestrel, ServerOptions options)
    {
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;
        limits.MaxRequestBodySize = Limits.MaxJsonBody;
        limits.MaxRequestHeadersTotalSize = 16 * 1024;
        limits.MaxRequestHeaderCount = 64;
        limits.MaxRequestLineSize = 4 * 1024;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(75);
        limits.MaxConcurrentConnections = 50_000;
        limits.MaxConcurrentUpgradedConnections = 50_000;
        limits.Http2.MaxStreamsPerConnection = 100;
        // The validator speaks at start; an address that cannot be read is left to it.
        if (options.ListenAddress is not null && !IPAddress.TryParse(options.ListenAddress, out _)
            || options.Port is < 0 or > 65535)
            return;
        kestrel.Listen(options.EffectiveAddress, options.Port, listen => Secure(listen, options));
        if (options is { HasCertificate: true, RedirectPort: { } plain })
            kestrel.Listen(options.EffectiveAddress, plain);
        if (options.MetricsPort is { } metrics && IPAddress.TryParse(options.MetricsAddress, out var address))
            kestrel.Listen(address, metrics);
    }

    private static void Secure(ListenOptions listen, ServerOptions options)
    {
        if (!options.HasCertificate)
            return;
        var files = listen.ApplicationServices.GetRequiredService<CertificateFiles>();
        listen.UseHttps(https => https.ServerCertificateSelector = (_, _) => files.Current);
    }
}
