using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ContextExchange.Client.Tests.Live;

namespace ContextExchange.Client.Tests.Cli;

/// <summary>The commands of an owner: decisions, keys, devices, the web page's code; and completion.</summary>
public sealed class AgentCommandTests(LiveServer server) : IDisposable
{
    private readonly TemporaryFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task ARejectedMessageIsNeverDeliveredAndItsSenderIsTold()
    {
        await ConnectAsync();
        var held = await HoldAsync("the draft");
        Assert.Equal("reject", Member(await DoneAsync("reject", held[..8], "--as", "bob", "--json"), "verdict"));

        var told = await EntriesAsync("bob");
        Assert.Contains(told, entry => Is(entry, "notice", "rejected") && Is(entry, "message", held));
        Assert.DoesNotContain(await EntriesAsync("alice"), entry => Is(entry, "kind", "message"));
    }

    [Fact]
    public async Task AMessageThatIsSentBackBringsItsNoteToTheSender()
    {
        await ConnectAsync();
        var held = await HoldAsync("the draft");
        await DoneAsync("send-back", held, "--note", "without the names, please", "--as", "bob");

        var told = await EntriesAsync("bob");
        Assert.Contains(
            told, entry => Is(entry, "notice", "sent-back") && Is(entry, "note", "without the names, please"));
        Assert.Equal("[]", (await DoneAsync("approvals", "--as", "bob", "--json")).Output.Trim());
    }

    [Fact]
    public async Task RotatingAKeyPutsAnotherInItsPlace()
    {
        await DoneAsync("invite", "--as", "alice", "--server", $"{server.Address}");
        var first = Assert.Single(await RowsAsync("keys", "list", "--as", "alice"));
        var issued = await DoneAsync("keys", "rotate", Text(first, "id"), "--as", "alice", "--json");

        var left = Assert.Single(await RowsAsync("keys", "list", "--as", "alice"));
        Assert.Equal(Member(issued, "id"), Text(left, "id"));
        Assert.NotEqual(Text(first, "id"), Text(left, "id"));
        Assert.StartsWith("cex_live_", Member(issued, "apiKey"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("keys", "revoke", "..")]
    [InlineData("keys", "revoke", ".")]
    [InlineData("keys", "rotate", "..")]
    [InlineData("cluster", "drain", "..")]
    public async Task WhatIsNoNameOfAThingReachesNothingElse(params string[] arguments)
    {
        await DoneAsync("invite", "--as", "alice", "--server", $"{server.Address}");
        Assert.Equal(2, (await CexAsync([.. arguments, "--as", "alice"])).Code);
        Assert.Single(await RowsAsync("keys", "list", "--as", "alice"));
    }

    [Fact]
    public async Task BothSidesSeeTheSameSafetyNumber()
    {
        await ConnectAsync();
        var alices = await DoneAsync("verify", "bob", "--as", "alice", "--json");
        var bobs = await DoneAsync("verify", "alice", "--as", "bob", "--json");
        Assert.Equal(Member(alices, "safetyNumber"), Member(bobs, "safetyNumber"));
    }

    [Fact]
    public async Task ARotatedAgentKeyIsFollowedAndShown()
    {
        await ConnectAsync();
        await DoneAsync("send", "--as", "alice", "bob", "before", "--category", "schedule");
        var before = Member(await DoneAsync("verify", "bob", "--as", "alice", "--json"), "safetyNumber");
        await DoneAsync("owner", "rotate-agent-key", "--as", "bob");

        await DoneAsync("send", "--as", "alice", "bob", "after", "--category", "schedule");
        var after = await DoneAsync("verify", "bob", "--as", "alice");
        Assert.Contains("signed by the old key", after.Output, StringComparison.Ordinal);
        Assert.Contains("pinned: messages are sealed", after.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(before, after.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADeviceDoesNotRemoveItself()
    {
        await ConnectAsync();
        var device = Assert.Single(await RowsAsync("devices", "--as", "alice"));
        Assert.Equal("active", Text(device, "standing"));
        Assert.Equal(2, (await CexAsync("devices", "remove", Text(device, "device"), "--as", "alice")).Code);

        Assert.Equal("active", Text(Assert.Single(await RowsAsync("devices", "--as", "alice")), "standing"));
        await DoneAsync("send", "--as", "alice", "bob", "hello", "--category", "schedule");
    }

    [Fact]
    public async Task AnOwnersCodeSignsInToThePageOnce()
    {
        await DoneAsync("invite", "--as", "alice", "--server", $"{server.Address}");
        var code = Member(await DoneAsync("owner", "code", "--as", "alice", "--json"), "code");

        Assert.Equal(HttpStatusCode.NoContent, await SignInAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, await SignInAsync());

        async Task<HttpStatusCode> SignInAsync()
        {
            using var http = new HttpClient { BaseAddress = server.Address };
            using var answer = await http.PostAsJsonAsync("/v1/sessions/page", new { code });
            return answer.StatusCode;
        }
    }

    [Theory]
    [InlineData("bash", "complete -F _cex cex")]
    [InlineData("zsh", "compdef _cex cex")]
    [InlineData("fish", "complete -c cex")]
    public async Task TheCompletionScriptAsksTheProgramItself(string shell, string line)
    {
        Assert.Contains(line, (await DoneAsync("completion", shell)).Output, StringComparison.Ordinal);
        var suggested = (await DoneAsync("[suggest:6]", "cex se")).Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("send", suggested);
        Assert.Contains("send-back", suggested);
        Assert.DoesNotContain("invite", suggested);
    }

    [Fact]
    public async Task AnotherShellThanTheKnownOnesIsAMistakeOfUse() =>
        Assert.Equal(2, (await CexAsync("completion", "tcsh")).Code);

    private async Task ConnectAsync()
    {
        var invite = await DoneAsync("invite", "--as", "alice", "--server", $"{server.Address}", "--json");
        await DoneAsync("accept", Member(invite, "link"), "--as", "bob");
    }

    /// <summary>Sends what waits for bob's owner; the message's id.</summary>
    private async Task<string> HoldAsync(string text)
    {
        var sent = await DoneAsync("send", "--as", "bob", "alice", text, "--category", "projects", "--json");
        Assert.Equal("held", Member(sent, "status"));
        var waiting = Assert.Single(await RowsAsync("approvals", "--as", "bob"));
        Assert.Equal(Member(sent, "message"), Text(waiting, "message"));
        return Text(waiting, "message");
    }

    private async Task<JsonElement[]> EntriesAsync(string name) =>
    [
        .. (await DoneAsync("listen", "--as", name, "--json")).Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement),
    ];

    private async Task<JsonElement[]> RowsAsync(params string[] arguments) =>
        [.. JsonDocument.Parse((await DoneAsync([.. arguments, "--json"])).Output).RootElement.EnumerateArray()];

    private async Task<CexProcess.Outcome> DoneAsync(params string[] arguments)
    {
        var outcome = await CexAsync(arguments);
        Assert.True(outcome.Code == 0, $"{string.Join(' ', arguments)}: {outcome.Code} {outcome.Errors}");
        return outcome;
    }

    private Task<CexProcess.Outcome> CexAsync(params string[] arguments) => CexProcess.RunAsync(_home.Path, arguments);

    private static bool Is(JsonElement entry, string name, string value) =>
        entry.TryGetProperty(name, out var member) && member.GetString() == value;

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;

    private static string Member(CexProcess.Outcome outcome, string name) =>
        Text(JsonDocument.Parse(outcome.Output).RootElement, name);
}
