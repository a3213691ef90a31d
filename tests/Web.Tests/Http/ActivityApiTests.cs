using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ContextExchange.Web.Tests.Http;

public sealed class ActivityApiTests
{
    [Fact]
    public async Task AnOwnerSeesWhatHappensOnAConnectionMadeAfterTheStreamBegan()
    {
        await using var server = new TestServer();
        var alice = await (await TestOwner.RegisterAsync(server)).AddAgentAsync();
        var bob = await (await TestOwner.RegisterAsync(server, "Ben")).AddAgentAsync("bob");
        using var stream = await OpenAsync(alice.Owner);
        Assert.Equal("watching", (await NextAsync(stream))["kind"]!.GetValue<string>());
        await alice.ConnectAsync(bob);

        // The watch begins a moment after the connection: freeze and unfreeze until it tells.
        var next = NextAsync(stream);
        var path = $"{alice.Path}/connections/{bob.Id}";
        for (var turn = 0; !next.IsCompleted && turn < 1_000; turn++)
            (await alice.Owner.Http.PostAsync(path + (turn % 2 == 0 ? "/freeze" : "/unfreeze"), null)).Dispose();

        Assert.Equal(
            "connection.changed", (await next.WaitAsync(TestServer.Patience))["kind"]!.GetValue<string>());
    }

    [Fact]
    public async Task SigningOutEndsTheStreamAtOnce()
    {
        await using var server = new TestServer();
        var owner = await TestOwner.RegisterAsync(server);
        using var stream = await OpenAsync(owner);
        await NextAsync(stream);

        using var left = await owner.Http.DeleteAsync("/v1/sessions/current");

        Assert.Null(await stream.ReadLineAsync().WaitAsync(TestServer.Patience));
    }

    private static async Task<StreamReader> OpenAsync(TestOwner owner)
    {
        var answer = await owner.Http.GetAsync("/v1/activity", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        return new StreamReader(await answer.Content.ReadAsStreamAsync());
    }

    /// <summary>The next event's data.</summary>
    private static async Task<JsonObject> NextAsync(StreamReader stream)
    {
        while (await stream.ReadLineAsync() is { } line)
        {
            if (!line.StartsWith("data: ", StringComparison.Ordinal))
                continue;
            await stream.ReadLineAsync();
            return JsonNode.Parse(line["data: ".Length..])!.AsObject();
        }

        throw new EndOfStreamException();
    }
}
