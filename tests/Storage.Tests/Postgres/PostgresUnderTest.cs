using Microsoft.Extensions.Options;
using Npgsql;

namespace ContextExchange.Storage.Tests;

/// <summary>A store on a database of its own, in the server that all tests of this process share.</summary>
internal sealed class PostgresUnderTest : StoreUnderTest
{
    private readonly PostgresServer _server;
    private readonly PostgresStorageOptions _options;

    public PostgresUnderTest(Action<PostgresStorageOptions>? configure = null, PostgresServer? server = null)
    {
        _server = server ?? PostgresServer.Shared;
        Database = _server.TakeDatabase();
        _options = new PostgresStorageOptions { ConnectionString = _server.ConnectionString(Database) };
        configure?.Invoke(_options);
        Store = Open();
    }

    public string Database { get; }

    public string ConnectionString => _server.ConnectionString(Database);

    public PostgresStore Store { get; private set; }

    public override ILogStore Log => Store;

    public override IDueTable Due => Store;

    public override IAuditLog Audit => Store;

    public override IStateStore States => Store;

    public override void Reopen()
    {
        Store.Dispose();
        Store = Open();
    }

    public override void Dispose()
    {
        Store.Dispose();
        if (!IsSpoilt) _server.GiveBack(Database);
    }

    /// <summary>The test has changed more of the database than rows: no other may use it.</summary>
    public bool IsSpoilt { get; set; }

    /// <summary>Another store on the same database.</summary>
    public PostgresStore Open() => OpenAt(_options, Time);

    public static PostgresStore OpenAt(PostgresStorageOptions options, TimeProvider? time = null)
    {
        // The tests' clock stands still, years away from the server's.
        if (time is null or ManualTime) options.MaxClockDifference = TimeSpan.MaxValue;
        return new(Options.Create(options), time ?? new ManualTime(Noon));
    }

    /// <summary>Runs a statement beside the store, as the server's administrator would.</summary>
    public void Execute(string sql) => _server.Execute(Database, sql);

    public long AskNumber(string sql) => _server.AskNumber(Database, sql);
}
