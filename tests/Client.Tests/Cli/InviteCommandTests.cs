using System.Text.Json;
using ContextExchange.Client.Tests.Live;

namespace ContextExchange.Client.Tests.Cli;

/// <summary>Refusals of <c>cex accept</c>, in words about the invite.</summary>
public sealed class InviteCommandTests(LiveServer server) : IDisposable
{
    private const string Over = "This invite was used before, is over or was taken back: ask for a new link.";

    private readonly TemporaryFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task AnInviteThatWasUsedSaysSo()
    {
        var link = await InviteAsync();
        Assert.Equal(0, (await AcceptAsync(link, "bob")).Code);
        Assert.Equal((3, "not-found", Over), Refused(await AcceptAsync(link, "carol")));
        Assert.Equal((3, "not-found", Over), Refused(await AcceptAsync(link, "carol", "--preview")));
    }

    [Fact]
    public async Task WhoIsConnectedAlreadyIsToldWithWhom()
    {
        await AcceptAsync(await InviteAsync(), "bob");
        var link = await InviteAsync();
        Assert.Equal(
            (4, "conflict", "This agent is connected with alice already: the link was not used."),
            Refused(await AcceptAsync(link, "bob")));
        Assert.Equal(0, (await AcceptAsync(link, "carol")).Code);
    }

    [Fact]
    public async Task AnInviteForAnotherAgentSaysSo()
    {
        var link = await InviteAsync("--bound-to", new string('1', 32));
        Assert.Equal(
            (4, "forbidden", "This invite is bound to another agent: ask for a link that is for this one."),
            Refused(await AcceptAsync(link, "bob")));
    }

    [Fact]
    public async Task AnInviteForAMailAddressNeedsAnAccountThatHasProvenIt()
    {
        var link = await InviteAsync("--bound-to", "bob@example.org");
        Assert.Equal("address-unproven", Refused(await AcceptAsync(link, "bob")).Error);
    }

    [Fact]
    public async Task TheOwnLinkIsForTheOtherSide() =>
        Assert.Equal(
            (2, "usage", "This agent made the link itself: it is for the other side."),
            Refused(await AcceptAsync(await InviteAsync(), "alice")));

    private async Task<string> InviteAsync(params string[] options)
    {
        var outcome = await CexProcess.RunAsync(
            _home.Path, ["invite", "--as", "alice", "--server", $"{server.Address}", "--json", .. options]);
        return JsonDocument.Parse(outcome.Output).RootElement.GetProperty("link").GetString()!;
    }

    private Task<CexProcess.Outcome> AcceptAsync(string link, string name, params string[] options) =>
        CexProcess.RunAsync(_home.Path, ["accept", link, "--as", name, "--json", .. options]);

    private static (int Code, string? Error, string? Message) Refused(CexProcess.Outcome outcome)
    {
        var error = JsonDocument.Parse(outcome.Errors).RootElement;
        return (outcome.Code, error.GetProperty("error").GetString(), error.GetProperty("message").GetString());
    }
}
