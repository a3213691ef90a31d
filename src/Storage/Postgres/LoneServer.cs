using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ContextExchange.Storage;

/// <summary>
/// Keeps the database for a server that is alone on it, before anything else of it starts and until it ends. A lost
/// session is replaced; where another server has come meanwhile this one ends, since each would take itself for the
/// only one.
/// </summary>
/// <remarks>Owns its source.</remarks>
internal sealed partial class LoneServer(
    PostgresSource source, ReadOnlyMemory<byte> fingerprint, TimeProvider time, IHostApplicationLifetime host,
    ILogger<LoneServer> logger) : BackgroundService, IHostedLifecycleService
{
    /// <summary>As many in a row are no old session of this server's own that the database still believes in.</summary>
    private const int ManyRefusals = 10;

    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(1);

    private NpgsqlConnection? _session;

    /// <exception cref="StoreUnavailableException">
    /// Another server is there, the secrets are others, or the database gives no answer.
    /// </exception>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await TakeAsync(cancellationToken);
        }
        catch (Exception failure) when (IsOutage(failure))
        {
            throw PostgresFailure.Explain(source.Name, failure);
        }
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Dispose()
    {
        base.Dispose();
        _session?.Dispose();
        source.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var refusals = 0; ;)
        {
            await Task.Delay(_session is null ? TryAgainAfter : AskEvery, time, stoppingToken);
            try
            {
                if (_session is null) await TakeAsync(stoppingToken);
                else await AskAsync(_session, stoppingToken);
                refusals = 0;
            }
            catch (StoreUnavailableException refusal)
            {
                if (++refusals < ManyRefusals) continue;
                LogReplaced(refusal.Message);
                host.StopApplication();
                return;
            }
            catch (Exception failure) when (IsOutage(failure))
            {
                await GiveUpAsync();
            }
        }
    }

    private static bool IsOutage(Exception failure) => failure is NpgsqlException or TimeoutException or IOException;

    private static async Task AskAsync(NpgsqlConnection session, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT 1", session);
        await command.ExecuteScalarAsync(cancellationToken);
    }

    private async Task TakeAsync(CancellationToken cancellationToken)
    {
        var session = await source.OpenSingleAsync(cancellationToken);
        try
        {
            await PostgresTenancy.TakeAloneAsync(session, source.Name, cancellationToken);
            await PostgresTenancy.AgreeAsync(session, fingerprint, source.Name, cancellationToken);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }

        _session = session;
    }

    private async Task GiveUpAsync()
    {
        if (_session is not { } session) return;
        _session = null;
        await session.DisposeAsync();
    }

    [LoggerMessage(3204, LogLevel.Critical, "This server ends: {Reason}")]
    private partial void LogReplaced(string reason);
}
