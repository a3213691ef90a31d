namespace ContextExchange.Client.Tests.Hostile;

/// <summary>One lying server for the tests of a class; each begins with an honest one.</summary>
public sealed class HostileFixture : IAsyncLifetime
{
    private TamperingServer? _server;

    internal TamperingServer Server => _server ?? throw new InvalidOperationException("The server was not started.");

    public async ValueTask InitializeAsync() =>
        _server = await TamperingServer.StartAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }
}
