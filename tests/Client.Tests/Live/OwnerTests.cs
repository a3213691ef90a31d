using ContextExchange.Cryptography;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client.Tests.Live;

public sealed class OwnerTests(LiveServer server) : IAsyncDisposable
{
    private static readonly Category Asked = Category.Projects;
    private static readonly Category Free = Category.Knowledge;

    private readonly Agents _agents = new(server.Address);

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _agents.DisposeAsync();

    [Fact]
    public async Task AnOwnerReadsWhatItsAgentSentAndReceivedWithItsLabel()
    {
        var (alice, bob) = await PairAsync();
        await alice.SendAsync(bob.Profile.Agent, Free, Message.OfText("asked"), ct: Limit);
        await bob.TakeAsync(Limit);
        await bob.SendAsync(alice.Profile.Agent, Category.Schedule, Message.OfText("answered"), ct: Limit);

        var read = await alice.Owner.ReadAsync(bob.Profile.Agent, Limit);

        Assert.Equal(
            [(alice.Profile.Agent, "knowledge", "asked"), (bob.Profile.Agent, "schedule", "answered")],
            read.Select(one => (one.Sender, one.Category, one.Content?.Text)));
    }

    [Fact]
    public async Task AnOwnerThatDoesNotReadAlongIsNoReaderFromTheNextMessageOn()
    {
        var (alice, bob) = await PairAsync();
        await alice.SendAsync(bob.Profile.Agent, Free, Message.OfText("before"), ct: Limit);
        await alice.ChangeContractAsync(bob.Profile.Agent, terms => terms with { OwnerReads = false }, Limit);
        await alice.SendAsync(bob.Profile.Agent, Free, Message.OfText("after"), ct: Limit);

        var read = await alice.Owner.ReadAsync(bob.Profile.Agent, Limit);
        Assert.Equal(
            [("before", (string?)null), (null, "not-a-reader")], read.Select(one => (one.Content?.Text, one.Reason)));
        // The other side's owner, whose terms did not change, still does.
        Assert.Equal(
            ["before", "after"],
            (await bob.Owner.ReadAsync(alice.Profile.Agent, Limit)).Select(one => one.Content?.Text));
    }

    [Fact]
    public async Task TheInvitersChoiceIsSeenBeforeAccepting()
    {
        var (alice, bob) = (await _agents.OpenAsync("alice"), await _agents.OpenAsync("bob"));
        var link = await alice.InviteAsync(new InviteRequest(OwnerReads: false), Limit);
        Assert.False((await bob.PreviewAsync(link, Limit)).Terms.OwnerReads);
        var connection = await bob.AcceptAsync(link, ownerReads: true, ct: Limit);
        Assert.Equal((true, false), (connection.Own.OwnerReads, connection.Theirs.OwnerReads));
    }

    [Fact]
    public async Task AHeldMessageIsReadApprovedAndDelivered()
    {
        var (alice, bob) = await PairAsync();
        var receipt = await alice.SendAsync(bob.Profile.Agent, Asked, Message.OfText("a draft"), ct: Limit);
        Assert.True(receipt.IsHeld);
        await alice.SendAsync(bob.Profile.Agent, Free, Message.OfText("meanwhile"), ct: Limit);
        Assert.Equal(["withheld", null], (await ReadAsync()).Select(one => one.Reason));

        var held = Assert.Single(await alice.Owner.GetApprovalsAsync(Limit));
        Assert.Equal(("projects", "a draft"), (held.Info.Category, held.Content?.Text));
        await alice.Owner.ApproveAsync(held, Limit);

        Assert.Equal("meanwhile", (await bob.TakeAsync(Limit)).Content.Text);
        var message = await bob.TakeAsync(Limit);
        Assert.Equal(("a draft", true), (message.Content.Text, message.AskedItsOwner));
        Assert.Equal(["meanwhile", "a draft"], (await ReadAsync()).Select(one => one.Content?.Text));

        Task<IReadOnlyList<ConversationEntry>> ReadAsync() => alice.Owner.ReadAsync(bob.Profile.Agent, Limit);
    }

    [Fact]
    public async Task TheReceivingOwnerIsAskedWhereItsTermsSaySo()
    {
        var (alice, bob) = await PairAsync();
        await bob.ChangeContractAsync(
            alice.Profile.Agent,
            terms => terms with
            {
                Levels = new Dictionary<string, CategoryLevels>(terms.Levels)
                {
                    ["knowledge"] = new(ConsentLevel.Auto, ConsentLevel.Ask),
                },
            },
            Limit);
        await alice.SendAsync(bob.Profile.Agent, Free, Message.OfText("for your owner"), ct: Limit);

        var held = Assert.Single(await bob.Owner.GetApprovalsAsync(Limit));
        Assert.Equal("for your owner", held.Content?.Text);
        await bob.Owner.ApproveAsync(held, Limit);
        Assert.Equal("for your owner", (await bob.TakeAsync(Limit)).Content.Text);
    }

    [Fact]
    public async Task WhatIsSentBackBringsTheOwnersWordToTheWriterAndToNobodyElse()
    {
        const string word = "canary-note: leave the price out";
        var (alice, bob) = await PairAsync();
        var receipt = await alice.SendAsync(bob.Profile.Agent, Asked, Message.OfText("ten euros"), ct: Limit);
        var held = Assert.Single(await alice.Owner.GetApprovalsAsync(Limit));

        await alice.Owner.SendBackAsync(held, word, Limit);

        var notice = await alice.NoticeAsync(NoticeKind.SentBack, Limit);
        Assert.Equal((receipt.Message, word, null), (notice.Notice.Message, notice.OwnerNote, notice.NoteRefused));
        foreach (var file in Directory.EnumerateFiles(server.Folder, "*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
        {
            using var stream = new FileStream(
                file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            await stream.CopyToAsync(copy, Limit);
            Assert.True(copy.ToArray().AsSpan().IndexOf("canary-note"u8) < 0, file);
        }
    }

    [Fact]
    public async Task ANewViewerReadsNewMailAndTheOldOneStillReadsWhatWasWrappedForIt()
    {
        var (alice, bob) = await PairAsync();
        await alice.SendAsync(bob.Profile.Agent, Free, Message.OfText("old"), ct: Limit);
        await alice.Owner.RenewViewerAsync(force: true, Limit);
        await alice.DisposeAsync();
        alice = await _agents.OpenAsync("alice");
        await alice.ConnectAsync(Limit);
        await alice.SendAsync(bob.Profile.Agent, Free, Message.OfText("new"), ct: Limit);

        Assert.Equal(2, alice.Profile.OwnerKeys.Describe().Viewers?.Count);
        Assert.Equal(
            ["old", "new"], (await alice.Owner.ReadAsync(bob.Profile.Agent, Limit)).Select(one => one.Content?.Text));
        Assert.Equal("old", (await bob.TakeAsync(Limit)).Content.Text);
        Assert.Equal("new", (await bob.TakeAsync(Limit)).Content.Text);
    }

    [Fact]
    public async Task WithTheOwnersKeysLockedTheAgentGoesOnAndTheOwnerIsAskedForThePassphrase()
    {
        var (alice, bob) = await PairAsync();
        alice.Profile.OwnerKeys.Protect("correct horse"u8.ToArray());
        await alice.DisposeAsync();

        var locked = await _agents.OpenAsync("alice");
        await locked.ConnectAsync(Limit);
        await locked.SendAsync(bob.Profile.Agent, Free, Message.OfText("goes on"), ct: Limit);
        Assert.Equal("goes on", (await bob.TakeAsync(Limit)).Content.Text);
        var refused = await Assert.ThrowsAsync<ExchangeException>(
            () => locked.Owner.ReadAsync(bob.Profile.Agent, Limit));
        Assert.Equal("owner-locked", refused.Code);
        await locked.DisposeAsync();

        var open = await _agents.OpenAsync(
            "alice", new AgentClientOptions { AskOwnerPassphrase = () => "correct horse"u8.ToArray() });
        Assert.Equal(
            ["goes on"], (await open.Owner.ReadAsync(bob.Profile.Agent, Limit)).Select(one => one.Content?.Text));
    }

    [Fact]
    public async Task AViewersPrivateHalfIsDestroyedWhenNothingThatWasWrappedForItIsKept()
    {
        var alice = await _agents.OpenAsync("alice");
        var current = Assert.Single(alice.Profile.OwnerKeys.Open().Viewers);
        var (over, recent) = (Viewer(endedDaysAgo: 40), Viewer(endedDaysAgo: 2));
        alice.Profile.OwnerKeys.KeepViewers([over, recent, current]);

        await alice.Owner.RenewViewerAsync(force: false, Limit);

        Assert.Equal(
            [recent.Viewer, current.Viewer], alice.Profile.OwnerKeys.Open().Viewers.Select(one => one.Viewer));
    }

    private static VaultViewer Viewer(int endedDaysAgo)
    {
        var end = TimeProvider.System.GetUtcNow().AddDays(-endedDaysAgo).ToUnixTimeMilliseconds();
        return new VaultViewer(
            AgentId.New().Value, ExportableKeys.New(KeyAgreementAlgorithm.X25519), end - Cxe1Limits.ViewerLife, end);
    }

    private async Task<(AgentClient Alice, AgentClient Bob)> PairAsync()
    {
        var (alice, bob) = (await _agents.OpenAsync("alice"), await _agents.OpenAsync("bob"));
        await Agents.IntroduceAsync(alice, bob, TermsInfo.Of(ContractPreset.Balanced));
        await alice.ConnectAsync(Limit);
        await bob.ConnectAsync(Limit);
        return (alice, bob);
    }
}
