using Microsoft.Extensions.Options;

namespace ContextExchange.Storage.Tests;

internal sealed class SqliteUnderTest : StoreUnderTest
{
    private readonly SqliteStorageOptions _options;

    public SqliteUnderTest(Action<SqliteStorageOptions>? configure = null)
    {
        Folder = Directory.CreateTempSubdirectory("cex-storage-").FullName;
        _options = new SqliteStorageOptions { Folder = Folder };
        configure?.Invoke(_options);
        Store = Open();
    }

    public string Folder { get; }

    public SqliteStore Store { get; private set; }

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
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Another store on another folder.</summary>
    public static SqliteStore OpenAt(string folder) =>
        new(Options.Create(new SqliteStorageOptions { Folder = folder }), new ManualTime(Noon));

    private SqliteStore Open() => new(Options.Create(_options), Time);
}
