using System.Text.Json;
using ContextExchange.Web.Auth;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;

namespace ContextExchange.Web.Gateway;

/// <summary>
/// <c>/hub</c>: the same session for SignalR clients. Every method is one frame; the session behind it decides
/// everything.
/// </summary>
internal sealed class ExchangeHub(
    LiveSockets sockets, SocketLimits limits, SessionServices services, Pepper pepper) : Hub
{
    private HubTransport Transport => Context.Items[typeof(HubTransport)] as HubTransport
        ?? throw new HubException("The connection has ended.");

    /// <summary>Opens the session; answers the <c>ready</c> frame.</summary>
    public Task<JsonElement> Connect(string ticket, long resume) => Transport.CallAsync(
        "connect-ticket", JsonSerializer.SerializeToElement(new Dictionary<string, object>
        {
            ["ticket"] = ticket,
            ["resume"] = resume,
        }));

    public Task<JsonElement> Send(JsonElement frame) => Transport.CallAsync("send", frame);

    public Task<JsonElement> Ack(JsonElement frame) => Transport.CallAsync("ack", frame);

    public Task<JsonElement> PublishEpoch(JsonElement frame) => Transport.CallAsync("publish-epoch", frame);

    public Task<JsonElement> GetEpoch(JsonElement frame) => Transport.CallAsync("get-epoch", frame);

    public override Task OnConnectedAsync()
    {
        var http = Context.GetHttpContext();
        var origin = pepper.OriginOf(http?.Connection.RemoteIpAddress);
        if (sockets.IsDraining || !limits.TryEnter(origin))
        {
            Context.Abort();
            return Task.CompletedTask;
        }

        var transport = new HubTransport(Context, Clients.Caller);
        Context.Items[typeof(HubTransport)] = transport;
        var session = new Session(services, transport, origin, ConnectEndpoint.TellsAcknowledged(http));
        _ = RunAsync(sockets, limits, session, Context, origin);
        return Task.CompletedTask;
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        (Context.Items[typeof(HubTransport)] as HubTransport)?.End();
        return Task.CompletedTask;
    }

    /// <summary>Outlives this object: SignalR makes a new hub for every call.</summary>
    private static async Task RunAsync(
        LiveSockets sockets, SocketLimits limits, Session session, HubCallerContext context, string origin)
    {
        try
        {
            await sockets.RunAsync(session);
        }
        finally
        {
            limits.Leave(origin);
            context.Abort();
        }
    }
}
