using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ContextExchange.Client.Tests.Live;

namespace ContextExchange.Client.Tests.Hostile;

/// <summary>What a peer sends while nobody has said whose its new key is waits, and is not lost.</summary>
public sealed class UntrustedPeerTests : IClassFixture<HostileFixture>, IAsyncDisposable
{
    private static readonly Category Topic = Category.Knowledge;

    private readonly TamperingServer _server;
    private readonly Agents _agents;
    private readonly ConcurrentQueue<string> _reports = new();
    private readonly TaskCompletionSource _waits = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public UntrustedPeerTests(HostileFixture fixture)
    {
        _server = fixture.Server;
        _server.BeHonest();
        _agents = new Agents(_server.Address);
    }

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    private AgentClientOptions Reporting => new() { OnReport = Note };

    public ValueTask DisposeAsync()
    {
        _server.BeHonest();
        return _agents.DisposeAsync();
    }

    [Theory]
    [InlineData("trusted by the client that runs")]
    [InlineData("trusted by a client that was started again")]
    [InlineData("trusted before the client connects")]
    public async Task MessagesThatCameMeanwhileAreReceivedInOrderAndOnceAfterTheOwnersTrust(string when)
    {
        var (alice, bob) = await PairAsync();
        var (from, to) = (bob.Profile.Agent, alice.Profile.Agent);
        await alice.DisposeAsync();
        await bob.Owner.RotateAgentKeyAsync(Limit);
        HideRotations($"/v1/agents/{to}/connections/{from}/keys");
        string[] texts = ["one", "two", "three"];
        foreach (var text in texts) await bob.SendAsync(to, Topic, Message.OfText(text), ct: Limit);

        alice = await _agents.OpenAsync("alice", Reporting);
        await alice.ConnectAsync(Limit);
        await _waits.Task.WaitAsync(Limit);
        Assert.Contains("suspended", _reports);
        _server.BeHonest();
        if (when != "trusted by the client that runs")
        {
            await alice.DisposeAsync();
            alice = await _agents.OpenAsync("alice", Reporting);
        }

        if (when == "trusted by a client that was started again") await alice.ConnectAsync(Limit);
        await alice.TrustAsync(from, Limit);
        await alice.ConnectAsync(Limit);

        Assert.Equal(texts, await TextsAsync(alice, texts.Length));
        await bob.SendAsync(to, Topic, Message.OfText("after"), ct: Limit);
        Assert.Equal("after", (await alice.TakeAsync(Limit)).Content.Text);
        await alice.SendAsync(from, Topic, Message.OfText("answer"), ct: Limit);
        Assert.Equal("answer", (await bob.TakeAsync(Limit)).Content.Text);
    }

    /// <summary>So many texts; whatever was refused fails.</summary>
    private static async Task<IReadOnlyList<string>> TextsAsync(AgentClient client, int count)
    {
        List<string> texts = [];
        await foreach (var item in client.ReceiveAsync(Limit))
        {
            Assert.IsNotType<RefusedMessage>(item);
            Assert.IsNotType<UndecryptableMessage>(item);
            if (item is ReceivedMessage message) texts.Add(message.Content.Text);
            await client.AckAsync(item);
            if (texts.Count == count) break;
        }

        return texts;
    }

    private void HideRotations(string path) => _server.Answers = (called, answer) =>
    {
        if (called.EndsWith(path, StringComparison.Ordinal)) answer["rotations"] = new JsonArray();
    };

    private void Note(ClientReport report)
    {
        _reports.Enqueue(report.Code);
        if (report.Code == "messages-wait") _waits.TrySetResult();
    }

    private async Task<(AgentClient Alice, AgentClient Bob)> PairAsync()
    {
        var (alice, bob) = (await _agents.OpenAsync("alice", Reporting), await _agents.OpenAsync("bob"));
        await Agents.IntroduceAsync(alice, bob);
        await alice.ConnectAsync(Limit);
        await bob.ConnectAsync(Limit);
        await bob.SendAsync(alice.Profile.Agent, Topic, Message.OfText("hello"), ct: Limit);
        Assert.Equal("hello", (await alice.TakeAsync(Limit)).Content.Text);
        return (alice, bob);
    }
}
