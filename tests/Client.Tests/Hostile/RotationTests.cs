using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ContextExchange.Client.Tests.Live;
using ContextExchange.Cryptography;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client.Tests.Hostile;

/// <summary>An agent's new identity key: followed where the old one signed it, and nowhere else.</summary>
public sealed class RotationTests : IClassFixture<HostileFixture>, IAsyncDisposable
{
    private static readonly Category Topic = Category.Knowledge;
    private static readonly byte[] Passphrase = "correct horse"u8.ToArray();

    private readonly TamperingServer _server;
    private readonly Agents _agents;
    private readonly ConcurrentQueue<string> _reports = new();

    public RotationTests(HostileFixture fixture)
    {
        _server = fixture.Server;
        _server.BeHonest();
        _agents = new Agents(_server.Address);
    }

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync()
    {
        _server.BeHonest();
        return _agents.DisposeAsync();
    }

    [Fact]
    public async Task ARotationIsFollowedInBothDirectionsAndTold()
    {
        var (alice, bob) = await PairAsync();
        var before = await alice.GetSafetyNumberAsync(bob.Profile.Agent, Limit);

        await bob.Owner.RotateAgentKeyAsync(Limit);

        await ExchangeAsync(alice, bob, "to the new key");
        await ExchangeAsync(bob, alice, "from the new key");
        Assert.Contains("key-rotated", _reports);
        Assert.DoesNotContain("suspended", _reports);
        var after = await alice.GetSafetyNumberAsync(bob.Profile.Agent, Limit);
        Assert.True(after.IsTrusted);
        Assert.NotNull(after.RotatedAt);
        Assert.NotEqual(before.Digits, after.Digits);
        Assert.Equal(after.Digits, (await bob.GetSafetyNumberAsync(alice.Profile.Agent, Limit)).Digits);
    }

    [Fact]
    public async Task WhatWasUnderWayAtTheRotationArrives()
    {
        var (alice, bob) = await PairAsync();
        await bob.DisposeAsync();
        await alice.SendAsync(bob.Profile.Agent, Topic, Message.OfText("before"), ct: Limit);
        var again = await _agents.OpenAsync("bob");
        await again.Owner.RotateAgentKeyAsync(Limit);
        await again.ConnectAsync(Limit);
        Assert.Equal("before", (await again.TakeAsync(Limit)).Content.Text);

        await alice.DisposeAsync();
        await again.SendAsync(alice.Profile.Agent, Topic, Message.OfText("by the second key"), ct: Limit);
        await again.Owner.RotateAgentKeyAsync(Limit);
        await again.ChangeContractAsync(
            alice.Profile.Agent, terms => terms with { OwnerReads = false }, Limit);
        await again.SendAsync(alice.Profile.Agent, Topic, Message.OfText("by the third key"), ct: Limit);
        // Alice was away at two rotations.
        var back = await _agents.OpenAsync("alice", new() { OnReport = report => _reports.Enqueue(report.Code) });
        await back.ConnectAsync(Limit);
        Assert.Equal("by the second key", (await back.TakeAsync(Limit)).Content.Text);
        Assert.Equal("by the third key", (await back.TakeAsync(Limit)).Content.Text);
        await ExchangeAsync(back, again, "back");
        Assert.DoesNotContain("suspended", _reports);
    }

    [Fact]
    public async Task AnotherDeviceOfTheAgentFollowsAndRenewsWithTheVault()
    {
        var (alice, bob) = await PairAsync();
        var second = await _agents.EnrolAsync("bob2", bob.Owner.Export(Passphrase), Passphrase, bob.Profile.Agent);
        await second.ConnectAsync(Limit);

        await bob.Owner.RotateAgentKeyAsync(Limit);

        await second.SendAsync(alice.Profile.Agent, Topic, Message.OfText("from the second"), ct: Limit);
        Assert.Equal("from the second", (await alice.TakeAsync(Limit)).Content.Text);
        Assert.Equal(
            "agent-key-missing", Assert.Throws<ExchangeException>(() => second.Profile.AgentKey).Code);
        OwnerKeys.Import(second.Profile.Store, bob.Owner.Export(Passphrase), Passphrase, () => [.. Passphrase])
            .Dispose();
        await second.DisposeAsync();
        var again = await _agents.OpenAsync(
            "bob2", new AgentClientOptions { AskOwnerPassphrase = () => [.. Passphrase] });
        again.Profile.OwnerKeys.Unlock(Passphrase);
        Assert.Equal(again.Profile.Identity.Aik, again.Profile.AgentKey.RawPublicKey());
    }

    [Fact]
    public async Task ANewDeviceLearnsARotatedAgentAndItsPeers()
    {
        var (alice, bob) = await PairAsync();
        await bob.Owner.RotateAgentKeyAsync(Limit);
        await alice.Owner.RotateAgentKeyAsync(Limit);
        var second = await _agents.EnrolAsync("bob2", bob.Owner.Export(Passphrase), Passphrase, bob.Profile.Agent);
        await second.ConnectAsync(Limit);
        await second.SendAsync(alice.Profile.Agent, Topic, Message.OfText("new device"), ct: Limit);
        Assert.Equal("new device", (await alice.TakeAsync(Limit)).Content.Text);
    }

    [Theory]
    [InlineData("by another key")]
    [InlineData("for another agent")]
    [InlineData("left out")]
    [InlineData("of an owner")]
    public async Task AKeyThatTheOldOneDidNotSignSuspendsWithinOneMessage(string attack)
    {
        var (alice, bob) = await PairAsync();
        using var mallory = ExportableKeys.New(SignatureAlgorithm.Ed25519);
        var (agent, next) = (bob.Profile.Agent.Value, mallory.RawPublicKey());
        // The worst case: the owner's key is stolen, the agent's is not.
        var certificate = AgentCertificate.Issue(bob.Profile.OwnerKeys.Identity, agent, next, Now);
        var rotation = attack switch
        {
            "by another key" => Rotation.OfAgent(mallory, agent, Bytes32.Sha256("x"u8), Now),
            "for another agent" => Rotation.OfAgent(bob.Profile.AgentKey, Guid.Empty, next, Now),
            "of an owner" => Rotation.OfOwner(bob.Profile.AgentKey, next, Now),
            _ => null,
        };
        _server.Answers = (path, answer) =>
        {
            if (!path.EndsWith($"/{bob.Profile.Agent}/keys", StringComparison.Ordinal)) return;
            answer["certificate"] = Text(certificate.Bytes.Span);
            answer["rotations"] = rotation is null ? [] : new JsonArray(Text(rotation.Bytes.Span));
        };
        await AssertSuspendedAsync(alice, bob);
    }

    [Fact]
    public async Task ARotationThatIsTakenBackSuspends()
    {
        var (alice, bob) = await PairAsync();
        var old = new ConcurrentDictionary<string, string>();
        var keys = $"GET /v1/agents/{alice.Profile.Agent}/connections/{bob.Profile.Agent}/keys";
        _server.Answers = (path, answer) => old.TryAdd(path, answer.ToJsonString());
        await (await alice.AsDeviceAsync(Limit)).GetPeerKeysAsync(alice.Profile.Agent, bob.Profile.Agent, Limit);
        _server.BeHonest();
        await bob.Owner.RotateAgentKeyAsync(Limit);
        await ExchangeAsync(alice, bob, "followed");

        _server.Instead = path => path == keys ? JsonNode.Parse(old[keys]) : null;

        await AssertSuspendedAsync(alice, bob);
    }

    [Fact]
    public async Task AReplayedRotationBringsNoOldKeyBack()
    {
        var (alice, bob) = await PairAsync();
        var first = bob.Profile.Identity.Aik;
        using var old = ExportableKeys.Copy(SignatureAlgorithm.Ed25519, bob.Profile.AgentKey);
        await bob.Owner.RotateAgentKeyAsync(Limit);
        await ExchangeAsync(alice, bob, "followed");
        // The thief of the new key leads back to the old one, which it has too.
        var back = Rotation.OfAgent(bob.Profile.AgentKey, bob.Profile.Agent.Value, first, Now);
        var certificate = AgentCertificate.Issue(
            bob.Profile.OwnerKeys.Identity, bob.Profile.Agent.Value, first, Now);
        _server.Answers = (path, answer) =>
        {
            if (!path.EndsWith($"/{bob.Profile.Agent}/keys", StringComparison.Ordinal)) return;
            answer["certificate"] = Text(certificate.Bytes.Span);
            answer["rotations"]!.AsArray().Add(Text(back.Bytes.Span));
        };
        await AssertSuspendedAsync(alice, bob);
    }

    private static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    private static string Text(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    private async Task AssertSuspendedAsync(AgentClient alice, AgentClient bob)
    {
        alice.Forget(bob.Profile.Agent);
        var refused = await Assert.ThrowsAsync<ExchangeException>(() =>
            alice.SendAsync(bob.Profile.Agent, Topic, Message.OfText("not sent"), ct: Limit));
        Assert.Equal("peer-identity-changed", refused.Code);
        Assert.Contains("suspended", _reports);
        _server.BeHonest();
        var info = await (await alice.AsDeviceAsync(Limit)).GetConnectionAsync(
            alice.Profile.Agent, bob.Profile.Agent, Limit);
        Assert.Equal("peer-identity-changed", info.Suspended);
    }

    private static async Task ExchangeAsync(AgentClient from, AgentClient to, string text)
    {
        await from.SendAsync(to.Profile.Agent, Topic, Message.OfText(text), ct: Limit);
        Assert.Equal(text, (await to.TakeAsync(Limit)).Content.Text);
    }

    private async Task<(AgentClient Alice, AgentClient Bob)> PairAsync()
    {
        var options = new AgentClientOptions { OnReport = report => _reports.Enqueue(report.Code) };
        var (alice, bob) = (await _agents.OpenAsync("alice", options), await _agents.OpenAsync("bob"));
        await Agents.IntroduceAsync(alice, bob);
        await alice.ConnectAsync(Limit);
        await bob.ConnectAsync(Limit);
        await ExchangeAsync(alice, bob, "hello");
        return (alice, bob);
    }
}
