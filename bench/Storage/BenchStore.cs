using System.Diagnostics;
using Microsoft.Extensions.Options;

namespace ContextExchange.Storage.Bench;

/// <summary>A store to put under load, and what is to be cleared away after it.</summary>
internal sealed class BenchStore : IDisposable
{
    private readonly IDisposable _store;
    private readonly string? _folder;

    private readonly bool _isKept;

    private BenchStore(ILogStore log, IDisposable store, string? folder, bool isKept = false) =>
        (Log, _store, _folder, _isKept) = (log, store, folder, isKept);

    public ILogStore Log { get; }

    /// <param name="folder">Where.</param>
    /// <param name="rowsPerCommit">Most rows of a commit.</param>
    /// <param name="isKept">Whether the folder stays when it is over.</param>
    public static BenchStore OfSqlite(string folder, int rowsPerCommit, bool isKept = false)
    {
        Directory.CreateDirectory(folder);
        var store = new SqliteStore(
            Options.Create(new SqliteStorageOptions { Folder = folder, MaxBatch = rowsPerCommit }),
            TimeProvider.System);
        return new BenchStore(store, store, folder, isKept);
    }

    public static BenchStore OfPostgres(string connectionString, int rowsPerCommit)
    {
        var store = new PostgresStore(
            Options.Create(new PostgresStorageOptions
            {
                ConnectionString = connectionString, MaxBatch = rowsPerCommit,
            }),
            TimeProvider.System);
        return new BenchStore(store, store, folder: null);
    }

    /// <summary>Processor time of the server's processes on this machine so far; zero for SQLite.</summary>
    public TimeSpan ServerTime() => _folder is not null
        ? TimeSpan.Zero
        : Process.GetProcesses().Where(one => one.ProcessName.StartsWith("postgres", StringComparison.Ordinal))
            .Aggregate(TimeSpan.Zero, (sum, one) => sum + one.TotalProcessorTime);

    public void Dispose()
    {
        _store.Dispose();
        if (_folder is not null && !_isKept) Directory.Delete(_folder, recursive: true);
    }
}
