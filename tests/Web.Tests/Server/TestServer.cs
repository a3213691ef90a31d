using System.Net;
using ContextExchange.Web.Http;
using ContextExchange.Web.Mail;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ContextExchange.Web.Tests;

/// <summary>
/// The whole server in this process: memory storage, a clock that stands still, a data folder of its own, limits that
/// no test reaches by accident. Whatever it logs and prints is kept for the test to look at.
/// </summary>
internal sealed class TestServer : WebApplicationFactory<Program>
{
    /// <summary>Sets the caller's address, which the in-memory transport has none of.</summary>
    public const string AddressHeader = "X-Test-Address";

    /// <summary>
    /// How long a test waits, on the wall's clock, for what must happen while the server's clock stands: it says when
    /// to give up, not how fast the server is.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string[] _settings;

    private readonly TimeProvider? _time;
    private readonly Action<IServiceCollection>? _configure;

    public TestServer(params string[] settings) => _settings = settings;

    /// <summary>One whose clock runs: a silo among others, which cannot stand still.</summary>
    public TestServer(TimeProvider time, Action<IServiceCollection> configure, string[] settings)
    {
        _time = time;
        _configure = configure;
        _settings = settings;
    }

    public static Uri Origin { get; } = new("http://localhost:8080");

    public TestClock Clock { get; } = new(DateTimeOffset.FromUnixTimeMilliseconds(1_780_000_000_000));

    /// <summary>What the server takes the time from.</summary>
    public TimeProvider Time => _time ?? Clock;

    public string Folder { get; } = Directory.CreateTempSubdirectory("cex-web-").FullName;

    public LogSink Logs { get; } = new();

    public ConsoleProbe Console { get; } = new();

    public MailProbe Mail { get; } = new();

    public AuditProbe Audit { get; } = new();

    /// <summary>The code that the server printed at its start.</summary>
    public async Task<string> BootstrapCodeAsync()
    {
        _ = Server;
        return await Console.BootstrapCode.WaitAsync(Patience);
    }

    /// <summary>A client without a credential.</summary>
    public HttpClient Anonymous(string address = "192.0.2.1") => With(null, address);

    /// <summary>A client with a credential.</summary>
    public HttpClient With(string? credential, string address = "192.0.2.1")
    {
        var client = CreateDefaultClient(Origin);
        client.DefaultRequestHeaders.Add(AddressHeader, address);
        if (credential is not null)
            client.DefaultRequestHeaders.Authorization = new("Bearer", credential);
        return client;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Production");
        builder.UseSetting(nameof(ServerOptions.DataFolder), Folder);
        builder.UseSetting(nameof(ServerOptions.Storage), "memory");
        builder.UseSetting("Limits:AnonymousPerMinute", "100000");
        builder.UseSetting("Limits:AnonymousPerHour", "1000000");
        builder.UseSetting("Limits:SignInsPerMinute", "100000");
        builder.UseSetting("Limits:RegistrationsPerHour", "100000");
        builder.UseSetting("Limits:SignInMailsPerHour", "100000");
        builder.UseSetting("Limits:FailedSignInsPerMinute", "100000");
        builder.UseSetting("Limits:InvitesPerMinute", "100000");
        foreach (var setting in _settings)
            builder.UseSetting(setting[..setting.IndexOf('=')], setting[(setting.IndexOf('=') + 1)..]);
        builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(Logs).SetMinimumLevel(LogLevel.Trace));
        builder.ConfigureTestServices(services =>
        {
            services.AddSingleton(Time);
            services.AddSingleton(new TextWriterOfConsole(Console));
            services.AddSingleton<IMailSender>(Mail);
            services.AddSingleton<IStartupFilter, AddressFromHeader>();
            services.Decorate(Audit);
            _configure?.Invoke(services);
        });
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
    }

    private sealed class AddressFromHeader : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, rest) =>
            {
                if (context.Request.Headers.TryGetValue(AddressHeader, out var address))
                    context.Connection.RemoteIpAddress = IPAddress.Parse(address.ToString());
                context.Request.Headers.Remove(AddressHeader);
                return rest(context);
            });
            next(app);
        };
    }
}
