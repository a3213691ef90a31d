using ContextExchange.Cli;

[assembly: AssemblyFixture(typeof(ContextExchange.Client.Tests.Live.LiveServer))]

namespace ContextExchange.Client.Tests.Live;

/// <summary>One real server on SQLite for the tests of this assembly that do not kill it.</summary>
public sealed class LiveServer : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private SiloProcess? _silo;

    public Uri Address => Silo.Server;

    /// <summary>Its data folder and its log.</summary>
    public string Folder => Silo.Folder;

    private SiloProcess Silo => _silo ?? throw new InvalidOperationException("The server was not started.");

    public async ValueTask InitializeAsync() =>
        _silo = await SiloProcess.StartAsync(_folder.File("server"), TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_silo is not null) await _silo.DisposeAsync();
        _folder.Dispose();
    }
}
