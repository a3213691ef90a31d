using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ContextExchange.Web.Tests.Http;

public sealed class MetricsTests
{
    private const int Port = 9464;

    [Fact]
    public async Task TheirOwnPortTellsHowMessagesWereAnswered()
    {
        await using var server = new TestServer($"MetricsPort={Port}");
        var agent = await (await (await TestOwner.RegisterAsync(server)).AddAgentAsync()).EnrolAsync();
        using var device = await agent.AsDeviceAsync();
        (await device.PostAsJsonAsync(agent.Path + "/messages", new JsonObject { ["envelope"] = "AAAA" })).Dispose();

        var (status, text) = await GetAsync(server, "/metrics", Port);

        Assert.Equal(200, status);
        Assert.Contains("# TYPE contextexchange_messages_total counter", text);
        Assert.Matches("""contextexchange_messages_total\{[^}]*status="malformed"[^}]*\} 1\s""", text);
        Assert.Contains("contextexchange_send_duration_seconds_bucket", text);
        // How busy a server is may be known, who talks with whom may not.
        Assert.DoesNotContain(agent.Id.ToString(), text);
        Assert.DoesNotContain(agent.Owner.Id.ToString(), text);
    }

    [Theory]
    [InlineData("/metrics", 8080)]
    [InlineData("/health/live", Port)]
    [InlineData("/v1/openapi.json", Port)]
    public async Task TheyAreServedThereOnlyAndNothingElseIs(string path, int port)
    {
        await using var server = new TestServer($"MetricsPort={Port}");

        Assert.Equal(404, (await GetAsync(server, path, port)).Status);
    }

    private static async Task<(int Status, string Text)> GetAsync(TestServer server, string path, int port)
    {
        var answer = await server.Server.SendAsync(http =>
        {
            http.Request.Method = "GET";
            http.Request.Path = path;
            http.Request.Host = new("localhost", 8080);
            http.Connection.LocalPort = port;
        });
        using var reader = new StreamReader(answer.Response.Body);
        return (answer.Response.StatusCode, await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
    }
}
