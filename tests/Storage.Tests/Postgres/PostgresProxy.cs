using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace ContextExchange.Storage.Tests;

/// <summary>Stands between a store and its server, and cuts connections where a test says.</summary>
internal sealed class PostgresProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _serverPort;
    private readonly CancellationTokenSource _closed = new();
    private volatile int _atLeast;
    private volatile ProxyCut _cut;

    public PostgresProxy(int serverPort)
    {
        _serverPort = serverPort;
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The connection on which so much is said at once next is cut so; the others go on.</summary>
    public void CutNext(ProxyCut cut, int atLeast = 1) => (_atLeast, _cut) = (atLeast, cut);

    public void Dispose()
    {
        _closed.Cancel();
        _listener.Stop();
        _closed.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync(_closed.Token));
        }
        catch (Exception failure) when (failure is OperationCanceledException or SocketException)
        {
            _listener.Stop();
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _serverPort);
                var heard = new StrongBox<bool>(true);
                await Task.WhenAny(ForwardAsync(client, server, heard), AnswerAsync(server, client, heard));
            }
            catch (Exception failure) when (failure is IOException or SocketException)
            {
                client.Close();
            }
        }
    }

    // What the client says; half of it only where the request is to be cut.
    private async Task ForwardAsync(TcpClient client, TcpClient server, StrongBox<bool> heard)
    {
        var buffer = new byte[65_536];
        while (await client.GetStream().ReadAsync(buffer, _closed.Token) is > 0 and var count)
        {
            var cut = count >= _atLeast ? Interlocked.Exchange(ref _cut, ProxyCut.None) : ProxyCut.None;
            if (cut == ProxyCut.Answer) heard.Value = false;
            var told = cut == ProxyCut.Request ? count / 2 : count;
            await server.GetStream().WriteAsync(buffer.AsMemory(0, told), _closed.Token);
            if (cut == ProxyCut.Request) return;
        }
    }

    // What the server says, until it answers what is not to be heard.
    private async Task AnswerAsync(TcpClient server, TcpClient client, StrongBox<bool> heard)
    {
        var buffer = new byte[65_536];
        while (await server.GetStream().ReadAsync(buffer, _closed.Token) is > 0 and var count)
        {
            if (!heard.Value) return;
            await client.GetStream().WriteAsync(buffer.AsMemory(0, count), _closed.Token);
        }
    }
}
