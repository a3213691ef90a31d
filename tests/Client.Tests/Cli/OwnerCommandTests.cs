using System.Text.Json;
using ContextExchange.Client.Tests.Live;

namespace ContextExchange.Client.Tests.Cli;

public sealed class OwnerCommandTests(LiveServer server) : IDisposable
{
    private const string Passphrase = "correct horse";

    private readonly TemporaryFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task AnOwnerSeesTheOthersChoiceReadsDecidesAndAnswers()
    {
        var link = await LinkAsync("--owner-reads", "no");
        var preview = Json(await CexAsync("accept", link, "--as", "bob", "--preview", "--json"));
        Assert.False(preview.GetProperty("ownerReads").GetBoolean());
        var accepted = Json(await CexAsync("accept", link, "--as", "bob", "--json"));
        Assert.Equal((true, false), (Flag(accepted, "ownerReads"), Flag(accepted, "theirOwnerReads")));

        await CexAsync("send", "--as", "bob", "alice", "ten euros", "-c", "projects", "--json");
        var held = Json(await CexAsync("approvals", "--as", "bob", "--json")).EnumerateArray().Single();
        Assert.Equal(("projects", "ten euros"), (Text(held, "category"), Text(held, "text")));
        await CexAsync("send-back", "--as", "bob", Text(held, "message"), "--note", "no prices", "--json");
        var notice = Lines(await CexAsync("inbox", "--as", "bob", "--json")).Single()
            .EnumerateArray().Single(entry => entry.TryGetProperty("note", out _));
        Assert.Equal(("sent-back", "no prices"), (Text(notice, "notice"), Text(notice, "note")));

        await CexAsync("send", "--as", "bob", "alice", "a draft", "-c", "projects", "--json");
        held = Json(await CexAsync("approvals", "--as", "bob", "--json")).EnumerateArray().Single();
        await CexAsync("approve", "--as", "bob", Text(held, "message"), "--json");
        Assert.Contains(
            "a draft", (await CexAsync("listen", "--as", "alice", "--json")).Output, StringComparison.Ordinal);

        var read = Json(await CexAsync("read", "--as", "bob", "alice", "--json"));
        Assert.Contains(
            ("projects", "a draft"),
            read.EnumerateArray().Where(one => one.TryGetProperty("text", out _))
                .Select(one => (Text(one, "category"), Text(one, "text"))));
        var contract = Json(await CexAsync("contract", "--as", "alice", "bob", "--owner-reads", "yes", "--json"));
        Assert.Equal((true, 2), (Flag(contract, "ownerReads"), contract.GetProperty("ownVersion").GetInt32()));
        Assert.Equal(2, (await RunAsync("contract", "--as", "alice", "bob", "--owner-reads", "maybe")).Code);
    }

    [Fact]
    public async Task AConnectionIsEndedAndBlockedUntilItIsUnblocked()
    {
        await CexAsync("accept", await LinkAsync(), "--as", "bob", "--json");
        var ended = Json(await CexAsync("connections", "end", "bob", "--as", "alice", "--json"));
        Assert.Equal("removed", await StandingAsync());
        Assert.Equal(("end", 32), (Text(ended, "done"), Text(ended, "subject").Length));
        Assert.Equal(3, (await RunAsync("send", "--as", "alice", "bob", "gone?", "-c", "schedule")).Code);

        await CexAsync("connections", "block", "bob", "--as", "alice", "--json");
        Assert.Equal("blocked", await StandingAsync());
        Assert.Equal(4, (await RunAsync("accept", await LinkAsync(), "--as", "bob")).Code);

        await CexAsync("connections", "unblock", "bob", "--as", "alice", "--json");
        await CexAsync("accept", await LinkAsync(), "--as", "bob", "--json");
        Assert.Equal("active", await StandingAsync());
        Assert.Equal(3, (await RunAsync("connections", "end", "nobody", "--as", "alice")).Code);

        async Task<string> StandingAsync() => Text(
            Json(await CexAsync("connections", "--as", "alice", "--json")).EnumerateArray().Single(), "standing");
    }

    [Fact]
    public async Task BothSidesVerifyTheSameNumberAsDigitsAndAsAQrCode()
    {
        await CexAsync("accept", await LinkAsync(), "--as", "bob", "--json");
        var alices = Json(await CexAsync("verify", "--as", "alice", "bob", "--json"));
        var bobs = Json(await CexAsync("verify", "--as", "bob", "alice", "--json"));
        Assert.Equal(Text(alices, "qr"), Text(bobs, "qr"));
        Assert.StartsWith("CXE1:", Text(alices, "qr"), StringComparison.Ordinal);
        Assert.Contains("\u2580", (await CexAsync("verify", "--as", "alice", "bob")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnExportedOwnerEnrolsANewDeviceThatShowsOldMailAsHistory()
    {
        await CexAsync("accept", await LinkAsync(), "--as", "bob", "--json");
        await CexAsync("send", "--as", "alice", "bob", "old", "-c", "schedule", "--json");
        await CexAsync("listen", "--as", "bob", "--json");
        var file = _home.File("vault");
        await WithPassphraseAsync("owner", "export", "--as", "bob", "--out", file, "--json");

        Assert.Equal(5, (await RunAsync("enrol", file, "--as", "other")).Code);
        Assert.Equal(5, (await CexProcess.RunAsync(_home.Path, "wrong", ["enrol", file, "--as", "other"])).Code);
        var enrolled = Json(await WithPassphraseAsync("enrol", file, "--as", "phone", "--agent", "bob", "--json"));
        Assert.True(enrolled.GetProperty("rewraps").GetInt32() > 0);

        await CexAsync("send", "--as", "alice", "bob", "new", "-c", "schedule", "--json");
        Assert.Contains(
            "\"new\"", (await CexAsync("listen", "--as", "phone", "--json")).Output, StringComparison.Ordinal);
        var history = Json(await CexAsync("history", "--as", "phone", "alice", "--json"));
        Assert.Contains("old", history.EnumerateArray().Select(one => Find(one, "text")));

        await CexAsync("devices", "remove", Text(enrolled, "device"), "--as", "bob", "--json");
        var devices = Json(await CexAsync("devices", "--as", "bob", "--json")).EnumerateArray();
        Assert.Equal(
            "revoked", Text(devices.Single(one => Text(one, "device") == Text(enrolled, "device")), "standing"));
    }

    [Fact]
    public async Task AnOwnerIsShownProtectedAndMovedByALink()
    {
        await CexAsync("register", "carol", "--server", $"{server.Address}", "--json");
        var shown = Json(await CexAsync("owner", "show", "--as", "carol", "--json"));
        Assert.Equal((false, 1), (Flag(shown, "protected"), shown.GetProperty("viewers").GetArrayLength()));
        Assert.Equal(
            2,
            Json(await CexAsync("owner", "rotate-viewer", "--as", "carol", "--json"))
                .GetProperty("viewers").GetArrayLength());

        var exported = await WithPassphraseAsync("owner", "export", "--as", "carol", "--link", "--json");
        var link = Text(Json(exported), "link");
        var imported = Json(await WithPassphraseAsync("owner", "import", link, "--as", "desk", "--json"));
        Assert.Equal(
            (Text(shown, "fingerprint"), true), (Text(imported, "fingerprint"), Flag(imported, "protected")));
        Assert.Equal(2, (await RunAsync("owner", "export", "--as", "desk", "--link")).Code);

        await WithPassphraseAsync("owner", "protect", "--as", "carol", "--json");
        Assert.True(Flag(Json(await CexAsync("owner", "show", "--as", "carol", "--json")), "protected"));
        Assert.Equal(5, (await RunAsync("invite", "--as", "carol")).Code);
        Assert.Equal(0, (await WithPassphraseAsync("invite", "--as", "carol", "--json")).Code);
    }

    private async Task<string> LinkAsync(params string[] options)
    {
        string[] invite = ["invite", "--as", "alice", "--server", $"{server.Address}", "--json"];
        return Text(Json(await CexAsync([.. invite, .. options])), "link");
    }

    private Task<CexProcess.Outcome> RunAsync(params string[] arguments) => CexProcess.RunAsync(_home.Path, arguments);

    private async Task<CexProcess.Outcome> CexAsync(params string[] arguments)
    {
        var outcome = await RunAsync(arguments);
        Assert.True(outcome.Code == 0, $"{string.Join(' ', arguments)}: {outcome.Code} {outcome.Errors}");
        return outcome;
    }

    private async Task<CexProcess.Outcome> WithPassphraseAsync(params string[] arguments)
    {
        var outcome = await CexProcess.RunAsync(_home.Path, Passphrase, arguments);
        Assert.True(outcome.Code == 0, $"{string.Join(' ', arguments)}: {outcome.Code} {outcome.Errors}");
        return outcome;
    }

    private static JsonElement Json(CexProcess.Outcome outcome) => JsonDocument.Parse(outcome.Output).RootElement;

    private static IEnumerable<JsonElement> Lines(CexProcess.Outcome outcome) =>
        outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement);

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static string? Find(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static bool Flag(JsonElement element, string name) => element.GetProperty(name).GetBoolean();
}
