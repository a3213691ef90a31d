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

    /// <summary>To be asked before a builder is made, which would throw at some of them and pass over others.</summary>
    /// <exception cref="OptionsValidationException">The command line holds what is no setting.</exception>
    public static void CheckArguments(IReadOnlyList<string> args) => Refuse([.. SettingRules.OfArguments(args)]);

    /// <summary>
    /// Adds <see cref="ServerOptions"/>, logging and Kestrel with its limits. What fits together is checked when the
    /// server starts; the returned copy is for composing the host.
    /// </summary>
    /// <param name="builder">The host's.</param>
    /// <param name="args">The command line.</param>
    /// <param name="sections">What the executable binds, by the section's name.</param>
    /// <exception cref="OptionsValidationException">A setting cannot be read, or there is none of its name.</exception>
    public static ServerOptions AddServer(
        this WebApplicationBuilder builder, string[] args, IReadOnlyDictionary<string, Type> sections)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Configuration.AddEnvironmentVariables("CEX_").AddCommandLine(args, Switches);
        var names = new SettingNames(typeof(ServerOptions), sections);
        var commandLine = new ConfigurationBuilder().AddCommandLine(args, Switches).Build();
        var variables = new ConfigurationBuilder().AddEnvironmentVariables("CEX_").Build();
        Refuse(
        [
            .. SettingRules.OfValues(builder.Configuration, names),
            .. SettingRules.OfSections(builder.Configuration, names),
            .. SettingRules.OfCommandLine(commandLine, names, Switches.Keys),
            .. SettingRules.OfVariables(variables, names),
        ]);
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

    private static void Refuse(string[] problems)
    {
        if (problems.Length > 0)
            throw new OptionsValidationException("", typeof(ServerOptions), problems);
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
