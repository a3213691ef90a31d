using System.Data;
using System.Diagnostics.CodeAnalysis;
using Npgsql;
using Polly.Retry;
using Polly;

namespace ContextExchange.Storage;

/// <summary>The reading connections: as many as the options say, waited for no longer than they say.</summary>
[SuppressMessage("Security", "CA2100", Justification = "Statements are constants; parts' numbers are put into some.")]
internal sealed class PostgresReads : IDisposable
{
    private readonly PostgresSource _source;
    private readonly PostgresStorageOptions _options;
    private readonly SemaphoreSlim _free;
    private readonly ResiliencePipeline _again;

    public PostgresReads(PostgresSource source, PostgresStorageOptions options)
    {
        _source = source;
        _options = options;
        _free = new SemaphoreSlim(options.ReadConnections);
        // A pooled connection may have died unnoticed; all of them have when the server was restarted.
        _again = new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = options.ReadConnections + 1,
            Delay = TimeSpan.FromMilliseconds(1),
            BackoffType = DelayBackoffType.Exponential,
            ShouldHandle = new PredicateBuilder().Handle<Exception>(PostgresFailure.IsRefusedForNow),
        }).Build();
    }

    /// <exception cref="StoreUnavailableException">No connection was free in time, or the read failed.</exception>
    public async ValueTask<T> RunAsync<T>(
        Func<NpgsqlConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!await _free.WaitAsync(TimeSpan.FromSeconds(_options.ReadWait), cancellationToken))
            throw new StoreUnavailableException(
                $"All {_options.ReadConnections} reading connections were busy for {_options.ReadWait} seconds.");
        try
        {
            return await _again.ExecuteAsync(
                async token =>
                {
                    await using var connection = await _source.OpenReadingAsync(token);
                    return await read(connection, token);
                },
                cancellationToken);
        }
        catch (Exception failure) when (failure is NpgsqlException or IOException or TimeoutException)
        {
            throw PostgresFailure.Explain("The read failed", failure);
        }
        finally
        {
            _free.Release();
        }
    }

    public void Dispose() => _free.Dispose();

    /// <summary>All rows of one statement.</summary>
    public static async Task<List<T>> ListAsync<T>(
        NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> rowOf, CancellationToken cancellationToken,
        params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleResult, cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken)) rows.Add(rowOf(reader));
        return rows;
    }

    public static NpgsqlParameter With<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };
}
