using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ContextExchange.Client.Tests.Live;
using ContextExchange.Cryptography;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client.Tests.Hostile;

/// <summary>What a server says about identities, devices and terms: believed as far as it is signed.</summary>
public sealed class HostileServerTests : IClassFixture<HostileFixture>, IAsyncDisposable
{
    private static readonly Category Topic = Category.Knowledge;

    private readonly TamperingServer _server;
    private readonly Agents _agents;
    private readonly ConcurrentQueue<string> _reports = new();

    public HostileServerTests(HostileFixture fixture)
    {
        _server = fixture.Server;
        _server.BeHonest();
        _agents = new Agents(_server.Address);
    }

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    private AgentClientOptions Reporting => new() { OnReport = report => _reports.Enqueue(report.Code) };

    public ValueTask DisposeAsync()
    {
        _server.BeHonest();
        return _agents.DisposeAsync();
    }

    [Fact]
    public async Task ASwappedIdentitySuspendsTheConnectionUntilItIsTrusted()
    {
        var (alice, bob) = await PairAsync();
        using var mallory = ExportableKeys.New(SignatureAlgorithm.Ed25519);
        var forged = AgentCertificate.Issue(mallory, bob.Profile.Agent.Value, mallory.RawPublicKey(), Now);
        _server.Answers = (path, answer) =>
        {
            if (!path.EndsWith("/keys", StringComparison.Ordinal)) return;
            answer["certificate"] = Text(forged.Bytes.Span);
            answer["ownerKey"] = Text(mallory.RawPublicKey().ToArray());
        };

        Assert.Equal("peer-identity-changed", await RefusalAsync(alice, bob));

        _server.BeHonest();
        Assert.Equal("peer-identity-changed", (await InfoAsync(alice, bob)).Suspended);
        Assert.True((await alice.TrustAsync(bob.Profile.Agent, Limit)).IsTrusted);
        await alice.SendAsync(bob.Profile.Agent, Topic, Message.OfText("again"), ct: Limit);
        Assert.Equal("again", (await bob.TakeAsync(Limit)).Content.Text);
    }

    [Fact]
    public async Task AGhostDeviceInTheListIsNoReader()
    {
        var (alice, bob) = await PairAsync();
        using var mallory = ExportableKeys.New(SignatureAlgorithm.Ed25519);
        var ghost = new ListedDevice(AgentId.New().Value, mallory.RawPublicKey(), Now);
        var list = KeyHistory.Newest(bob.Profile.Store, bob.Profile.Agent.Value)!;
        var forged = DeviceList.Issue(mallory, list.Agent, Now, [.. list.Devices, ghost], list);
        _server.Answers = (path, answer) =>
        {
            if (path.EndsWith($"/{bob.Profile.Agent}/keys", StringComparison.Ordinal))
                answer["directory"] = Text(forged.Bytes.Span);
        };
        Assert.Equal("peer-keys-invalid", await RefusalAsync(alice, bob));
    }

    [Fact]
    public async Task FlippedLevelsAreNotBelieved()
    {
        var (alice, bob) = await PairAsync();
        _server.Answers = (_, answer) =>
        {
            if (answer["theirs"] is JsonObject theirs)
                theirs["levels"]!["health"] = new JsonObject { ["share"] = "never", ["receive"] = "never" };
        };
        Assert.Equal("terms-invalid", await RefusalAsync(alice, bob));
    }

    [Fact]
    public async Task TermsThatSomebodyElseSignedAreNotBelieved()
    {
        var (alice, bob) = await PairAsync();
        using var mallory = ExportableKeys.New(SignatureAlgorithm.Ed25519);
        var info = await InfoAsync(alice, bob);
        Assert.True(ConnectionTerms.TryParse(info.TheirSignedTerms, out var newest, out _));
        var forged = ConnectionTerms.Issue(
            mallory, newest.Connection, newest.Own, newest.Peer, Now, newest.OwnerRead, newest.Categories, newest);
        _server.Answers = (path, answer) =>
        {
            if (path.EndsWith("/terms", StringComparison.Ordinal))
                answer["theirs"]!.AsArray().Add(Text(forged.Bytes.Span));
            else if (answer["theirSignedTerms"] is not null)
                answer["theirSignedTerms"] = Text(forged.Bytes.Span);
        };
        Assert.Equal("terms-invalid", await RefusalAsync(alice, bob));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // also where the two have connected again, by a link that this device has accepted
    public async Task AnOfferThatThePeerMadeForSomebodyElseIsNotBelieved(bool again)
    {
        var (alice, bob) = await PairAsync();
        var api = await alice.AsDeviceAsync(Limit);
        if (again)
        {
            await api.RemoveConnectionAsync(alice.Profile.Agent, bob.Profile.Agent, Limit);
            await Agents.IntroduceAsync(bob, alice);
        }

        var (terms, other) = (await InfoAsync(alice, bob), RandomNumberGenerator.GetBytes(32));
        Assert.True(ConnectionTerms.TryParse(terms.TheirSignedTerms, out var newest, out _));
        var offer = Text(ConnectionTerms.IssueOffer(
            bob.Profile.OwnerKeys.Identity, other, newest.Own, Now + 1, newest.OwnerRead, newest.Categories)
            .Bytes.Span);
        _server.Answers = (path, answer) =>
        {
            if (path.EndsWith("/terms", StringComparison.Ordinal))
            {
                var theirs = answer["theirs"]!.AsArray();
                if (again) theirs.RemoveAt(theirs.Count - 1);
                theirs.Add(offer);
            }
            else if (answer["theirSignedTerms"] is not null)
            {
                answer["theirSignedTerms"] = offer;
            }
        };
        Assert.Equal("terms-invalid", await RefusalAsync(alice, bob));
    }

    [Fact]
    public async Task ASendWhileTheConnectionIsSuspendedIsRefusedAsFrozen()
    {
        var (alice, bob) = await PairAsync();
        var api = await bob.AsDeviceAsync(Limit);
        await api.SuspendAsync(bob.Profile.Agent, alice.Profile.Agent, "does-not-hold", Limit);
        alice.Forget(bob.Profile.Agent);
        var refused = await Assert.ThrowsAsync<SendRefusedException>(() =>
            alice.SendAsync(bob.Profile.Agent, Topic, Message.OfText("in the old epoch"), ct: Limit));
        Assert.Equal(SendStatus.Frozen, refused.Status);
        // After a refusal the next message opens an epoch, which the server does not take either.
        refused = await Assert.ThrowsAsync<SendRefusedException>(() =>
            alice.SendAsync(bob.Profile.Agent, Topic, Message.OfText("in a new epoch"), ct: Limit));
        Assert.Equal(SendStatus.Frozen, refused.Status);
    }

    [Fact]
    public async Task TermsThatWereSeenAreNotTakenBack()
    {
        var (alice, bob) = await PairAsync();
        var old = new ConcurrentDictionary<string, string>();
        _server.Answers = (path, answer) => old.TryAdd(path, answer.ToJsonString());
        var (own, peer) = (alice.Profile.Agent, bob.Profile.Agent);
        var api = await alice.AsDeviceAsync(Limit);
        await api.GetConnectionAsync(own, peer, Limit);
        await api.GetTermsAsync(own, peer, ct: Limit);
        _server.BeHonest();
        await bob.ChangeContractAsync(own, terms => terms with { OwnerReads = false }, Limit);
        await alice.DisposeAsync();
        var again = await _agents.OpenAsync("alice", Reporting);
        await again.ConnectAsync(Limit);
        await again.SendAsync(peer, Topic, Message.OfText("under the new ones"), ct: Limit);

        _server.Instead = path => old.TryGetValue(path, out var answer) ? JsonNode.Parse(answer) : null;

        Assert.Equal("terms-rolled-back", await RefusalAsync(again, bob));
    }

    [Fact]
    public async Task AServerThatCannotBeGivenItsTermsBackNowIsNoAttacker()
    {
        var (alice, bob) = await PairAsync();
        var (own, peer) = (alice.Profile.Agent, bob.Profile.Agent);
        var old = new ConcurrentDictionary<string, string>();
        _server.Answers = (path, answer) => old.TryAdd(path, answer.ToJsonString());
        var api = await alice.AsDeviceAsync(Limit);
        await api.GetConnectionAsync(own, peer, Limit);
        await api.GetTermsAsync(own, peer, ct: Limit);
        _server.BeHonest();
        await alice.ChangeContractAsync(peer, terms => terms with { OwnerReads = false }, Limit);

        _server.Instead = path => old.TryGetValue(path, out var answer) ? JsonNode.Parse(answer) : null;
        _server.Breaks = path => path.StartsWith("PUT", StringComparison.Ordinal) ? false : null;

        await Assert.ThrowsAsync<UnreachableException>(
            () => alice.ChangeContractAsync(peer, terms => terms with { OwnerReads = true }, Limit));
        _server.BeHonest();
        Assert.Null((await InfoAsync(alice, bob)).Suspended);
    }

    [Fact]
    public async Task AnAlteredEpochAlarmsTheOwnerWhoReadsAlong()
    {
        var (alice, bob) = await PairAsync();
        await alice.SendAsync(bob.Profile.Agent, Topic, Message.OfText("to be read"), ct: Limit);
        _server.Answers = (path, answer) =>
        {
            if (!path.Contains("/epochs/", StringComparison.Ordinal)) return;
            var record = Base64Url.DecodeFromChars(answer["record"]!.GetValue<string>());
            record[^1] ^= 1;
            answer["record"] = Text(record);
        };

        var read = await alice.Owner.ReadAsync(bob.Profile.Agent, Limit);

        Assert.All(read, entry => Assert.True(entry.IsAttack, entry.Reason));
        _server.BeHonest();
        Assert.NotNull((await InfoAsync(alice, bob)).Suspended);
        Assert.NotNull((await InfoAsync(bob, alice)).Suspended);
    }

    private static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    private static string Text(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    private static async Task<ConnectionInfo> InfoAsync(AgentClient client, AgentClient peer) =>
        await (await client.AsDeviceAsync(Limit)).GetConnectionAsync(
            client.Profile.Agent, peer.Profile.Agent, Limit);

    /// <summary>
    /// Why the next message to bob is not sealed, by a client that knows nothing from before but its disk.
    /// </summary>
    private async Task<string> RefusalAsync(AgentClient alice, AgentClient bob)
    {
        alice.Forget(bob.Profile.Agent);
        var refused = await Assert.ThrowsAsync<ExchangeException>(() =>
            alice.SendAsync(bob.Profile.Agent, Topic, Message.OfText("not sent"), ct: Limit));
        Assert.Contains("suspended", _reports);
        return refused.Code;
    }

    private async Task<(AgentClient Alice, AgentClient Bob)> PairAsync()
    {
        var (alice, bob) = (await _agents.OpenAsync("alice", Reporting), await _agents.OpenAsync("bob"));
        await Agents.IntroduceAsync(alice, bob);
        await alice.ConnectAsync(Limit);
        await bob.ConnectAsync(Limit);
        await alice.SendAsync(bob.Profile.Agent, Topic, Message.OfText("hello"), ct: Limit);
        await bob.TakeAsync(Limit);
        return (alice, bob);
    }
}
