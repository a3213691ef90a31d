using ContextExchange.Web.Auth;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ContextExchange.Web.Http;

/// <summary>
/// Says, when the server listens, where it is and what to do next. The bootstrap code goes to the console only: a log
/// may be kept and shipped, and the code is a secret.
/// </summary>
internal sealed partial class Welcome(
    IHostApplicationLifetime host, ServerAddress address, ServerOptions options, Bootstrap bootstrap,
    TextWriterOfConsole console,
    ILogger<Welcome> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var listening = host.ApplicationStarted.Register(() => started.TrySetResult());
        await using var stopping = stoppingToken.Register(() => started.TrySetCanceled(stoppingToken));
        await started.Task;
        Started(
            logger, address.Origin, options.EffectiveAddress.ToString(), options.HasCertificate,
            options.EffectiveStorage,
            options.TrustedProxies.Length == 0 ? "none" : options.TrustedProxies, options.Limits.AnonymousPerMinute,
            options.Limits.AnonymousPerHour);
        console.Writer.Write(Text(await bootstrap.PrepareAsync()));
    }

    private string Text(CredentialText? code)
    {
        var administrator = code is null ? "" : $"""

              Administrator  {address.Origin}/#{code.Reveal()}
                             works once, and until the next start

            """;
        return $"""

              ContextExchange is running.

              Server         {address.Origin}
            {administrator}
              Next, in another terminal:

                ./cex invite --as alice
                ./cex accept 'LINK' --as bob
                ./cex send --as alice bob "hello"


            """;
    }

    [LoggerMessage(2001, LogLevel.Information,
        "Listening for {Origin} on {Address}; TLS: {Tls}; storage: {Storage}; trusted proxies: {Proxies}; "
        + "per address {PerMinute} requests a minute, {PerHour} an hour.")]
    private static partial void Started(
        ILogger logger, string origin, string address, bool tls, string storage, string proxies, int perMinute,
        int perHour);
}
