using System.Text.Json;

namespace ContextExchange.Client.Tests.Cli;

/// <summary>What no command takes is told in one sentence, before anything is done.</summary>
public sealed class NonsenseTests : IDisposable
{
    private readonly TemporaryFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("no-such-command")]
    [InlineData("register", "alice", "--server", "nonsense")]
    [InlineData("invite", "--bound-to", "nope")]
    [InlineData("invite", "--expires", "0")]
    [InlineData("invite", "--expires", "99999999999")]
    [InlineData("invite", "--preset", "7")]
    [InlineData("accept", "http://localhost:1/join#nope")]
    [InlineData("contract", "bob", "--preset", "nope")]
    [InlineData("listen", "--count", "0")]
    [InlineData("send", "bob", "hello", "--category", "Not A Category")]
    [InlineData("send", "bob", "hello", "--type", "9")]
    [InlineData("send", "bob", "hello", "--thread", "nope")]
    [InlineData("send", "bob", "hello", "--wait", "NaN")]
    [InlineData("send", "bob", "hello", "--wait", "1e300")]
    [InlineData("send", "bob", "hello", "--wait", "-1")]
    [InlineData("keys", "rotate", "nope", "--overlap", "604801")]
    [InlineData("devices", "remove", "nope")]
    [InlineData("cluster", "drain", "nope", "--timeout", "-1")]
    [InlineData("audit", "verify", "no-such-file")]
    [InlineData("owner", "import", "no-such-file")]
    [InlineData("enrol", "no-such-file")]
    [InlineData("replay", "no-such-file")]
    [InlineData("replay", "no-such-file", "--limit", "-1")]
    [InlineData("replay", "no-such-file", "--window", "257")]
    [InlineData("replay", "no-such-file", "--contract", "9")]
    [InlineData("replay", "no-such-file", "--peer", "nope")]
    public async Task NonsenseIsAMistakeOfUseAlsoAsJson(params string[] arguments)
    {
        var outcome = await CexProcess.RunAsync(_home.Path, [.. arguments, "--json"]);
        Assert.Equal((2, ""), (outcome.Code, outcome.Output));
        Assert.Equal("usage", JsonDocument.Parse(outcome.Errors).RootElement.GetProperty("error").GetString());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"id":"1","turns":null}""")]
    [InlineData("""{"id":"1","turns":[{"speaker":"user"}]}""")]
    [InlineData("nope")]
    public async Task ALineThatIsNoDialogueIsNamed(string line)
    {
        var file = _home.File("dialogues.jsonl");
        await File.WriteAllTextAsync(file, line, TestContext.Current.CancellationToken);
        var outcome = await CexProcess.RunAsync(_home.Path, "replay", file);
        Assert.Equal(2, outcome.Code);
        Assert.Contains("Line 1 of ", outcome.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--expires", "100000", "--expires takes 1 to 720 hours, not '100000'.")]
    [InlineData(
        "--bound-to", "nope", "--bound-to takes an agent's whole id, 32 hex digits, or a mail address, not 'nope'.")]
    [InlineData("--preset", "open", "--preset takes balanced, colleagues, minimal, not 'open'.")]
    public async Task TheSentenceSaysWhatIsTaken(string option, string value, string sentence)
    {
        var outcome = await CexProcess.RunAsync(_home.Path, "invite", option, value);
        Assert.Equal(2, outcome.Code);
        Assert.Contains(sentence, outcome.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_home.Path));
    }
}
