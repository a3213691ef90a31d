using System.Net;
using System.Net.Sockets;

namespace ContextExchange.Chaos.Tests.Network;

/// <summary>
/// Listens on a port of loopback and forwards to a server; what goes wrong on the way is said by the links. It knows
/// bytes and connections only.
/// </summary>
internal sealed class FaultProxy : IDisposable
{
    private readonly TcpListener _listener;
    private readonly Func<Link, IPEndPoint> _serverOf;
    private readonly Func<int, Link> _linkOf;
    private readonly Random _random;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _closed = new();

    /// <param name="port">Where it listens.</param>
    /// <param name="serverOf">The server, by the link.</param>
    /// <param name="linkOf">The link of a connection, by the port of who dialled.</param>
    /// <param name="seed">What is drawn comes from it.</param>
    public FaultProxy(int port, Func<Link, IPEndPoint> serverOf, Func<int, Link> linkOf, int seed)
    {
        (_serverOf, _linkOf, _random) = (serverOf, linkOf, new Random(seed));
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start(4_096);
        Port = port;
        _ = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>One link for everybody who dials.</summary>
    public static FaultProxy Single(int port, IPEndPoint server, Link link, int seed) =>
        new(port, _ => server, _ => link, seed);

    public void Dispose()
    {
        _closed.Cancel();
        _listener.Dispose();
        _closed.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptSocketAsync(_closed.Token));
        }
        catch (Exception failure) when (failure is OperationCanceledException or SocketException
            or ObjectDisposedException)
        {
            _listener.Stop();
        }
    }

    private async Task ServeAsync(Socket dialler)
    {
        var link = _linkOf(((IPEndPoint)dialler.RemoteEndPoint!).Port);
        var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // A party that is cut off is not even dialled: its first packet is lost.
            await link.Forth.PassableAsync().WaitAsync(_closed.Token);
            if (link.Refuses) throw new SocketException((int)SocketError.ConnectionRefused);
            await server.ConnectAsync(_serverOf(link), _closed.Token);
            dialler.NoDelay = server.NoDelay = true;
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException)
        {
            dialler.LingerState = new LingerOption(true, 0);
            dialler.Dispose();
            server.Dispose();
            return;
        }

        using var forwarding = new Forwarding(dialler, server, link, Draw);
        await forwarding.RunAsync();
    }

    private double Draw()
    {
        lock (_gate) return _random.NextDouble();
    }
}
