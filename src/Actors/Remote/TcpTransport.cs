using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ContextExchange.Actors;

/// <summary>TCP, inside TLS when the options say so.</summary>
internal sealed class TcpTransport(IOptions<ClusterOptions> options, ILogger<TcpTransport> logger) : SiloTransport
{
    private const int BufferSize = 64 * 1024;

    private readonly ClusterOptions _options = options.Value;

    public override Task<(IAsyncDisposable Listener, string Endpoint)> ListenAsync(
        string endpoint, Action<SiloConnection> accepted, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        var listener = new Listener(socket);
        socket.Bind(IPEndPoint.Parse(endpoint));
        socket.Listen();
        _ = AcceptAsync(socket, accepted);
        return Task.FromResult(((IAsyncDisposable)listener, Readable(socket.LocalEndPoint)));
    }

    public override async Task<SiloConnection> DialAsync(string endpoint, CancellationToken cancellationToken)
    {
        var colon = endpoint.LastIndexOf(':');
        var host = endpoint[..colon].Trim('[', ']');
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, int.Parse(endpoint.AsSpan(colon + 1)), cancellationToken)
                .ConfigureAwait(false);
            var stream = new NetworkStream(socket, ownsSocket: true);
            if (_options.ClientTls is not { } tls) return Connect(stream);
            var secured = new SslStream(stream);
            await secured.AuthenticateAsClientAsync(tls, cancellationToken).ConfigureAwait(false);
            return Connect(secured);
        }
        catch (Exception exception) when (exception is SocketException or System.Security.Authentication
            .AuthenticationException)
        {
            socket.Dispose();
            throw new IOException($"{endpoint}: {exception.Message}", exception);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // The socket takes both families and calls an address of the older one ::ffff:127.0.0.1.
    private static string Readable(EndPoint? bound) =>
        bound is IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped
            ? $"{mapped.Address.MapToIPv4()}:{mapped.Port}"
            : $"{bound}";

    private async Task AcceptAsync(Socket listening, Action<SiloConnection> accepted)
    {
        try
        {
            while (true)
            {
                var socket = await listening.AcceptAsync().ConfigureAwait(false);
                socket.NoDelay = true;
                _ = SecureAsync(socket, accepted);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The listener was disposed, which is how it ends.
            return;
        }
    }

    private async Task SecureAsync(Socket socket, Action<SiloConnection> accepted)
    {
        try
        {
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            if (_options.ServerTls is { } tls)
            {
                using var limit = new CancellationTokenSource(_options.ConnectTimeout);
                var secured = new SslStream(stream);
                await secured.AuthenticateAsServerAsync(tls, limit.Token).ConfigureAwait(false);
                stream = secured;
            }

            accepted(Connect(stream));
        }
#pragma warning disable CA1031 // A stranger's failed handshake must not end the listener.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            socket.Dispose();
            ClusterLog.Refused(logger, $"TLS failed ({exception.Message})");
        }
    }

    private static SiloConnection Connect(Stream stream) => new(
        PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: BufferSize, leaveOpen: true)),
        PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true)),
        stream.Dispose);

    private sealed class Listener(Socket socket) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            socket.Dispose();
            return default;
        }
    }
}
