using ContextExchange.Web.Auth;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ContextExchange.Web.Http;

/// <summary>
/// Says, when the server listens, where it is and what to do next. The bootstrap code goes to the console, or a
/// file of its own, only: a log may be kept and shipped, and the code is a secret.
/// </summary>
internal sealed partial class Welcome(
    IHostApplicationLifetime host, ServerAddress address, ServerOptions options, Bootstrap bootstrap,
    TextWriterOfConsole console, TimeProvider clock, ILogger<Welcome> logger)
    : BackgroundService
{
    /// <summary>Before the administrator's link is tried again.</summary>
    internal static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>Where <c>cex</c> registers when it is told nothing.</summary>
    private const string UsualOrigin = "http://localhost:8080";

    private const string Console = "console";
    private const string Nowhere = "none";

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
        if (options.Welcome == Nowhere)
            return;
        try
        {
            var text = Text(await PrepareAsync(stoppingToken));
            if (options.Welcome == Console)
                console.Writer.Write(text);
            else
                Write(options.Welcome, text);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A full disk keeps nobody from being served; only a new administrator has to wait.
            NotWritten(logger, failure.Message);
        }
    }

    /// <summary>
    /// The code belongs to a grain, which may live on a silo that ends at this moment: that ends no other one.
    /// </summary>
    private async Task<CredentialText?> PrepareAsync(CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                return await bootstrap.PrepareAsync();
            }
            catch (Exception failure) when (failure is not (IOException or UnauthorizedAccessException)
                && !stopping.IsCancellationRequested)
            {
                NotPrepared(logger, failure.Message);
            }

            await Task.Delay(Pause, clock, stopping);
        }
    }

    /// <summary>Written under another name and moved: nobody reads half of it.</summary>
    private static void Write(string file, string text)
    {
        var draft = file + ".new";
        File.Delete(draft);
        var create = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            create.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(draft, create))
            writer.Write(text);
        File.Move(draft, file, overwrite: true);
    }

    private string Text(CredentialText? code)
    {
        var administrator = code is null ? "" : $"""

              Administrator  {address.Origin}/#{code.Reveal()}
                             works once, and until the next start

            """;
        var server = address.Origin == UsualOrigin ? "" : $" --server {address.Origin}";
        return $"""

              ContextExchange is running.

              Server         {address.Origin}
            {administrator}
              Next, in another terminal:

                ./cex invite --as alice{server}
                ./cex accept 'LINK' --as bob
                ./cex send --as alice bob "hello" --category schedule


            """;
    }

    [LoggerMessage(2003, LogLevel.Warning, "The administrator's link cannot be made yet and is tried again: {Problem}")]
    private static partial void NotPrepared(ILogger logger, string problem);

    [LoggerMessage(2002, LogLevel.Error,
        "The administrator's link was not written; start again when that is mended: {Problem}")]
    private static partial void NotWritten(ILogger logger, string problem);

    [LoggerMessage(2001, LogLevel.Information,
        "Listening for {Origin} on {Address}; TLS: {Tls}; storage: {Storage}; trusted proxies: {Proxies}; "
        + "per address {PerMinute} requests a minute, {PerHour} an hour.")]
    private static partial void Started(
        ILogger logger, string origin, string address, bool tls, string storage, string proxies, int perMinute,
        int perHour);
}
