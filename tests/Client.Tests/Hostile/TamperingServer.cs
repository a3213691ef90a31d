using System.Net;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using ContextExchange.Cli;
using ContextExchange.Protocol.Frames;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ContextExchange.Client.Tests.Hostile;

/// <summary>
/// An operator who lies: a real server, and in front of it a proxy under whose address clients know it, which rewrites
/// answers and frames as a test says. Without rules it is honest.
/// </summary>
internal sealed class TamperingServer : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly WebApplication _proxy;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
    private SiloProcess? _silo;

    private TamperingServer(WebApplication proxy) => _proxy = proxy;

    /// <summary>Rewrites the JSON answers of REST calls: (method and path, answer).</summary>
    public Action<string, JsonObject>? Answers { get; set; }

    /// <summary>
    /// Replaces a whole answer before the real server is asked: (method and path) to JSON, or null to ask.
    /// </summary>
    public Func<string, JsonNode?>? Instead { get; set; }

    /// <summary>Rewrites what goes to clients: one frame, header included, to as many as it likes.</summary>
    public Func<WireFrame, IEnumerable<WireFrame>> ToClient { get; set; } = frame => [frame];

    /// <summary>Rewrites what comes from clients.</summary>
    public Func<WireFrame, IEnumerable<WireFrame>> FromClient { get; set; } = frame => [frame];

    /// <summary>
    /// Breaks the line of REST calls: (method and path) to false before the real server is asked, to true after it has
    /// answered, or to null.
    /// </summary>
    public Func<string, bool?>? Breaks { get; set; }

    /// <summary>Where clients find it.</summary>
    public Uri Address => new(
        _proxy.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()
            .Replace("127.0.0.1", "localhost", StringComparison.Ordinal) + "/");

    public static async Task<TamperingServer> StartAsync(CancellationToken ct)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new TamperingServer(app);
        app.UseWebSockets();
        app.Map("/{**path}", server.ServeAsync);
        await app.StartAsync(ct);
        server._silo = await SiloProcess.StartAsync(
            server._folder.File("server"), ct, "--PublicUrl", ServerOrigin.Of(server.Address));
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        if (_silo is not null) await _silo.DisposeAsync();
        _http.Dispose();
        _folder.Dispose();
    }

    /// <summary>The same server, whatever its rules were before.</summary>
    public void BeHonest()
    {
        (Answers, Instead, Breaks) = (null, null, null);
        ToClient = FromClient = frame => [frame];
    }

    private Uri Real(string scheme, HttpRequest request) =>
        new($"{scheme}://localhost:{_silo!.Server.Port}{request.Path}{request.QueryString}");

    private Task ServeAsync(HttpContext http) =>
        http.WebSockets.IsWebSocketRequest ? RelaySocketAsync(http) : RelayCallAsync(http);

    private async Task RelayCallAsync(HttpContext http)
    {
        var name = $"{http.Request.Method} {http.Request.Path}";
        using var request = new HttpRequestMessage(
            new HttpMethod(http.Request.Method), Real("http", http.Request));
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        var broken = Breaks?.Invoke(name);
        if (broken == false)
        {
            http.Abort();
            return;
        }

        if (Instead?.Invoke(name) is { } invented)
        {
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync(invented.ToJsonString(), http.RequestAborted);
            return;
        }

        request.Content = new ByteArrayContent(body.ToArray());
        if (http.Request.ContentType is { } type) request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        if (http.Request.Headers.Authorization is [{ } credential])
            request.Headers.TryAddWithoutValidation("Authorization", credential);
        request.Headers.Host = http.Request.Host.Value;
        using var answer = await _http.SendAsync(request, http.RequestAborted);
        if (broken == true)
        {
            http.Abort();
            return;
        }

        http.Response.StatusCode = (int)answer.StatusCode;
        http.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        var bytes = await answer.Content.ReadAsByteArrayAsync(http.RequestAborted);
        if (Answers is { } rewrite && answer.StatusCode < HttpStatusCode.MultipleChoices && bytes.Length > 0
            && JsonNode.Parse(bytes) is JsonObject json)
        {
            rewrite(name, json);
            bytes = System.Text.Encoding.UTF8.GetBytes(json.ToJsonString());
        }

        if (bytes.Length > 0) await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }

    private async Task RelaySocketAsync(HttpContext http)
    {
        using var real = new ClientWebSocket();
        real.Options.AddSubProtocol("cex.v1");
        real.Options.SetRequestHeader("Host", http.Request.Host.Value);
        await real.ConnectAsync(Real("ws", http.Request), http.RequestAborted);
        using var client = await http.WebSockets.AcceptWebSocketAsync("cex.v1");
        await Task.WhenAny(
            RelayAsync(real, client, frame => ToClient(frame)), RelayAsync(client, real, frame => FromClient(frame)));
        client.Abort();
    }

    private static async Task RelayAsync(
        WebSocket from, WebSocket to, Func<WireFrame, IEnumerable<WireFrame>> rewrite)
    {
        var buffer = new byte[1 << 20];
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await from.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                    length += part.Count;
                }
                while (!part.EndOfMessage);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    await to.CloseAsync(from.CloseStatus!.Value, from.CloseStatusDescription, CancellationToken.None);
                    return;
                }

                var frames = WireFrame.Split(buffer.AsMemory(0, length)).SelectMany(rewrite);
                byte[] message = [.. frames.SelectMany(frame => frame.ToBytes())];
                if (message.Length > 0)
                    await to.SendAsync(message, WebSocketMessageType.Binary, true, CancellationToken.None);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One end has gone; the other follows.
        }
    }
}
