// In-memory relays: what a server that stores nothing and checks nothing reaches on this machine.
// relay MODE PORT, MODE being "websocket" (bytes as they come) or "signalr" (a JSON hub with completions).
using System.Net;
using ContextExchange.Relay;
using Microsoft.AspNetCore.Server.Kestrel.Core;

var (mode, port) = (args[0], int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture));
var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(kestrel =>
    kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1));
if (mode == "signalr")
    builder.Services.AddSignalR();

var app = builder.Build();
if (mode == "signalr")
{
    app.MapHub<RelayHub>("/hub");
}
else
{
    app.UseWebSockets();
    app.Map("/ws", RelaySockets.Serve);
}

await app.RunAsync();
