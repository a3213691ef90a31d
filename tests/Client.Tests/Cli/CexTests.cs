using System.Text.Json;
using ContextExchange.Client.Tests.Live;

namespace ContextExchange.Client.Tests.Cli;

public sealed class CexTests(LiveServer server) : IDisposable
{
    private readonly TemporaryFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task ThreeCommandsTakeTwoFreshAgentsToASealedMessage()
    {
        var invite = await CexAsync("invite", "--as", "alice", "--server", $"{server.Address}", "--json");
        Assert.Equal(0, invite.Code);
        var accept = await CexAsync("accept", Member(invite, "link"), "--as", "bob", "--json");
        Assert.Equal((0, "alice"), (accept.Code, Member(accept, "peerName")));
        var send = await CexAsync("send", "--as", "alice", "bob", "hello", "-c", "schedule", "--json");
        Assert.Equal((0, "accepted"), (send.Code, Member(send, "status")));

        var listen = await CexAsync("listen", "--as", "bob", "--json");
        Assert.Equal(0, listen.Code);
        var message = listen.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Single(entry => entry.GetProperty("kind").GetString() == "message");
        Assert.Equal("hello", message.GetProperty("text").GetString());
        Assert.Equal("alice", message.GetProperty("senderName").GetString());

        // Acknowledged: it does not come again.
        Assert.DoesNotContain(
            "hello", (await CexAsync("inbox", "--as", "bob", "--json")).Output, StringComparison.Ordinal);

        var refused = await CexAsync("send", "--as", "alice", "bob", "x", "-c", "health", "--json");
        Assert.Equal(4, refused.Code);
        Assert.Equal("not-allowed", JsonDocument.Parse(refused.Errors).RootElement.GetProperty("error").GetString());
        Assert.Equal(3, (await CexAsync("send", "--as", "alice", "nobody", "x")).Code);
    }

    [Theory]
    [InlineData(3, "listen", "--as", "nobody")]
    [InlineData(2, "listen", "--as", "Not A Name")]
    [InlineData(2, "no-such-command")]
    [InlineData(2, "accept", "http://localhost:1/join", "--as", "bob")]
    [InlineData(6, "invite", "--as", "far", "--server", "http://localhost:1")]
    [InlineData(8, "doctor", "--server", "http://localhost:1")]
    public async Task ExitCodesSayWhatWentWrong(int expected, params string[] arguments)
    {
        var outcome = await CexAsync(arguments);
        Assert.Equal(expected, outcome.Code);
    }

    [Fact]
    public async Task HelpNamesTheExitCodes()
    {
        var help = await CexAsync("--help");
        Assert.Equal(0, help.Code);
        Assert.Contains("9 profile in use", help.Output, StringComparison.Ordinal);
    }

    private Task<CexProcess.Outcome> CexAsync(params string[] arguments) => CexProcess.RunAsync(_home.Path, arguments);

    private static string Member(CexProcess.Outcome outcome, string name) =>
        JsonDocument.Parse(outcome.Output).RootElement.GetProperty(name).GetString()!;
}
