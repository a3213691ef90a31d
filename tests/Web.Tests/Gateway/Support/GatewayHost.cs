using ContextExchange.Web.Auth;
using ContextExchange.Web.Cluster;
using ContextExchange.Web.Gateway;
using ContextExchange.Web.Http;
using ContextExchange.Web.Mail;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ContextExchange.Web.Tests.Gateway;

/// <summary>
/// The gateway behind a real Kestrel on a free loopback port, over scripted grains and a clock that tests move.
/// </summary>
internal sealed class GatewayHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http = new();

    private GatewayHost(
        WebApplication app, ScriptedGrains grains, FakeClock clock, RecordingAudit audit, LogSink logs)
    {
        _app = app;
        Grains = grains;
        Clock = clock;
        Audit = audit;
        Logs = logs;
        Port = PortOf(app.Services);
    }

    public ScriptedGrains Grains { get; }

    public FakeClock Clock { get; }

    public RecordingAudit Audit { get; }

    public LogSink Logs { get; }

    public int Port { get; }

    public string Origin => $"http://localhost:{Port}";

    public IServiceProvider Services => _app.Services;

    public int OpenSockets => Services.GetRequiredService<LiveSockets>().Count;

    public static async Task<GatewayHost> StartAsync(
        Action<GatewayOptions>? configure = null, IAgentHomes? homes = null, ISiloCluster? cluster = null)
    {
        var grains = new ScriptedGrains();
        var clock = new FakeClock();
        var audit = new RecordingAudit();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var logs = new LogSink();
        builder.Logging.ClearProviders().AddProvider(logs).SetMinimumLevel(LogLevel.Debug);
        var services = builder.Services;
        services.AddSingleton<IGrainFactory>(grains);
        services.AddSingleton<TimeProvider>(clock);
        services.AddSingleton<IAuditLog>(audit);
        services.AddSingleton(new ServerOptions());
        services.AddSingleton(provider => new ServerAddress(null, () => PortOf(provider)));
        services.AddExchangeAuth(_ => new Pepper(new byte[32], 1));
        services.AddSingleton<LimitAllowances>().AddSingleton<RequestLimiter>().AddSingleton<LimitMiddleware>();
        services.AddSingleton<OriginGuard>().AddSingleton<FailureBoundary>();
        services.AddSingleton<IMailSender, MailProbe>().AddSingleton<MailQueue>().AddSingleton<AlertPost>()
            .AddSingleton<RefusalBursts>();
        if (homes is not null) services.AddSingleton(homes);
        if (cluster is not null) services.AddSingleton(cluster);
        services.AddGateway(configure);

        var app = builder.Build();
        app.UseMiddleware<FailureBoundary>();
        app.UseMiddleware<OriginGuard>();
        app.UseRouting();
        app.UseMiddleware<LimitMiddleware>();
        app.UseAuthorization();
        app.MapGateway();
        await app.StartAsync();
        return new GatewayHost(app, grains, clock, audit, logs);
    }

    public void RevokeOnThisSilo(string credentialId) => 
        Services.GetRequiredService<LiveSessions>().End(RevocationSubject.Credential(credentialId));

    /// <summary>
    /// Waits until so many sockets are counted. Only those are ticked and drained; a socket's challenge may be on its
    /// way before it is counted.
    /// </summary>
    public Task CountsAsync(int sockets) => Eventually.TrueAsync(this, () => OpenSockets == sockets);

    /// <summary>Begins to stop the host: the drain.</summary>
    public Task StopAsync() => _app.StopAsync();

    /// <summary>Asks the server for something that it does not have.</summary>
    public async Task RoundTripAsync()
    {
        using var answer = await _http.GetAsync(new Uri(Origin + "/nothing"));
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return _app.DisposeAsync();
    }

    private static int PortOf(IServiceProvider services) =>
        new Uri(services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
}
