using System.Net.WebSockets;
using ContextExchange.Web.Auth;
using ContextExchange.Web.Http;
using Microsoft.AspNetCore.Http;

namespace ContextExchange.Web.Gateway;

/// <summary>
/// <c>/v1/connect</c>: refuses what must not become a socket, before any work, then hands the socket to a session.
/// Foreign hosts and origins do not get here (<see cref="OriginGuard"/>).
/// </summary>
internal sealed class ConnectEndpoint(
    LiveSockets sockets, SocketLimits limits, SessionServices services, Pepper pepper)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    private const string Binary = "cex.v1";
    private const string Json = "cex.v1.json";

    /// <summary>Refuses or accepts; <see cref="SocketRunner"/> runs what was accepted.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var protocols = context.WebSockets.WebSocketRequestedProtocols;
        var protocol = protocols.Contains(Binary) ? Binary : protocols.Contains(Json) ? Json : null;
        if (!context.WebSockets.IsWebSocketRequest || protocol is null)
        {
            await new Refused(Refusal.Malformed).ExecuteAsync(context);
            return;
        }

        var caller = pepper.OriginOf(context.Connection.RemoteIpAddress);
        if (sockets.IsDraining || !limits.TryEnter(caller))
        {
            var refusal = sockets.IsDraining ? Refusal.Draining : Refusal.RateLimited;
            await new Refused(refusal, RetryAfter).ExecuteAsync(context);
            return;
        }

        try
        {
            var socket = await context.WebSockets.AcceptWebSocketAsync(Accept(protocol));
            var transport = new WebSocketTransport(socket, protocol == Json, context);
            var tells = TellsAcknowledged(context);
            context.Features.Set(new AcceptedSocket(
                () => RunAsync(socket, transport, caller, tells), () => limits.Leave(caller)));
        }
        catch
        {
            limits.Leave(caller);
            throw;
        }
    }

    /// <summary>Whether a socket is opened in order to hear also what is acknowledged.</summary>
    public static bool TellsAcknowledged(HttpContext? context) =>
        context?.Request.Query["tell"].ToString() == "acknowledged";

    private async Task RunAsync(WebSocket socket, WebSocketTransport transport, string caller, bool tells)
    {
        using (socket) await sockets.RunAsync(new Session(services, transport, caller, tells));
        transport.ReturnBuffer();
    }

    /// <summary>
    /// No compression (envelopes do not shrink, and lengths would tell), and no pings beside the protocol's own.
    /// </summary>
    private static WebSocketAcceptContext Accept(string protocol) => new()
    {
        SubProtocol = protocol,
        DangerousEnableCompression = false,
        KeepAliveInterval = Timeout.InfiniteTimeSpan,
    };
}
