using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;

namespace ContextExchange.Relay;

/// <summary>Passes a text on to another connection; the caller's completion is its acknowledgement.</summary>
public sealed class RelayHub : Hub
{
    private static readonly ConcurrentDictionary<string, string> Connections = new();

    public override Task OnConnectedAsync()
    {
        Connections[Name] = Context.ConnectionId;
        return Task.CompletedTask;
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        Connections.TryRemove(Name, out _);
        return Task.CompletedTask;
    }

    public Task Send(string to, string body) =>
        Connections.TryGetValue(to, out var connection)
            ? Clients.Client(connection).SendAsync("Receive", body)
            : Task.CompletedTask;

    private string Name => Context.GetHttpContext()!.Request.Query["name"].ToString();
}
