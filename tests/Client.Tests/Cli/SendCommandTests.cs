using System.Text.Json;
using ContextExchange.Client.Tests.Live;

namespace ContextExchange.Client.Tests.Cli;

/// <summary><c>cex send</c>: its categories, answers and threads; and what else names a message.</summary>
public sealed class SendCommandTests(LiveServer server) : IDisposable
{
    private readonly TemporaryFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task WithoutACategoryNothingIsSentAndThoseOfTheContractAreNamed()
    {
        await ConnectAsync();
        var outcome = await CexAsync("send", "--as", "alice", "bob", "hello", "--json");
        Assert.Equal(
            (2, "Say with --category what it is about: schedule, projects, knowledge, requests, personal."),
            (outcome.Code, Error(outcome, "message")));
        Assert.Empty(await MessagesAsync("bob"));
    }

    [Fact]
    public async Task ACategoryThatTheContractDoesNotListIsUnknown()
    {
        await ConnectAsync();
        var outcome = await CexAsync("send", "--as", "alice", "bob", "hello", "-c", "nosuch", "--json");
        Assert.Equal((4, "unknown-category"), (outcome.Code, Error(outcome, "error")));
    }

    [Fact]
    public async Task AnAnswerNamesWhatItAnswersAndStaysInItsThreadAndCategory()
    {
        await ConnectAsync();
        await DoneAsync("send", "--as", "alice", "bob", "When?", "-c", "schedule");
        var question = Assert.Single(await MessagesAsync("bob"));
        Assert.Contains(
            Text(question, "message"), (await DoneAsync("inbox", "--as", "bob")).Output, StringComparison.Ordinal);
        await DoneAsync("send", "--as", "bob", "alice", "At ten.", "--reply-to", Text(question, "message"));

        var answer = Assert.Single(await MessagesAsync("alice"));
        Assert.Equal(Text(question, "message"), Text(answer, "inReplyTo"));
        Assert.Equal(
            (Text(question, "thread"), "schedule"), (Text(answer, "thread"), Text(answer, "category")));
    }

    [Fact]
    public async Task AThreadGoesOnWithoutAnAnswer()
    {
        await ConnectAsync();
        await DoneAsync("send", "--as", "alice", "bob", "first", "-c", "schedule");
        var first = Assert.Single(await MessagesAsync("bob"));
        await DoneAsync("send", "--as", "alice", "bob", "more", "-c", "schedule", "--thread", Text(first, "thread"));

        var threads = JsonDocument.Parse((await DoneAsync("threads", "--as", "bob", "--json")).Output).RootElement;
        Assert.Equal(2, Assert.Single(threads.EnumerateArray()).GetProperty("messages").GetInt32());
    }

    [Fact]
    public async Task WhatIsNotInTheInboxIsNotAnswered()
    {
        await ConnectAsync();
        var outcome = await CexAsync("send", "--as", "alice", "bob", "hello", "--reply-to", "abcdef", "--json");
        Assert.Equal((3, "not-found"), (outcome.Code, Error(outcome, "error")));
    }

    [Fact]
    public async Task AnEmptyTextNamesNoMessage()
    {
        await ConnectAsync();
        await DoneAsync("send", "--as", "alice", "bob", "the draft", "-c", "projects");
        Assert.Equal(2, (await CexAsync("approve", "", "--as", "alice")).Code);
        Assert.NotEqual("[]", (await DoneAsync("approvals", "--as", "alice", "--json")).Output.Trim());
    }

    private async Task ConnectAsync()
    {
        var invite = await DoneAsync("invite", "--as", "alice", "--server", $"{server.Address}", "--json");
        var link = JsonDocument.Parse(invite.Output).RootElement.GetProperty("link").GetString()!;
        await DoneAsync("accept", link, "--as", "bob");
    }

    private async Task<JsonElement[]> MessagesAsync(string name) =>
    [
        .. JsonDocument.Parse((await DoneAsync("inbox", "--as", name, "--json")).Output).RootElement.EnumerateArray()
            .Where(entry => Text(entry, "kind") == "message"),
    ];

    private async Task<CexProcess.Outcome> DoneAsync(params string[] arguments)
    {
        var outcome = await CexAsync(arguments);
        Assert.True(outcome.Code == 0, $"{string.Join(' ', arguments)}: {outcome.Code} {outcome.Errors}");
        return outcome;
    }

    private Task<CexProcess.Outcome> CexAsync(params string[] arguments) => CexProcess.RunAsync(_home.Path, arguments);

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;

    private static string Error(CexProcess.Outcome outcome, string name) =>
        Text(JsonDocument.Parse(outcome.Errors).RootElement, name);
}
