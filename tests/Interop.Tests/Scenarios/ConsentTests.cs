using ContextExchange.Interop.Tests.Exchange;
using ContextExchange.Interop.Tests.Lines;
using ContextExchange.Interop.Tests.Parties;
using ContextExchange.Interop.Tests.Peers;

namespace ContextExchange.Interop.Tests.Scenarios;

/// <summary>Owners of one language decide what agents of the other may read.</summary>
public sealed class ConsentTests(PeerPrograms programs)
{
    [Theory]
    [ClassData(typeof(Directions))]
    public Task AHeldMessageIsReadOnceBothOwnersHaveApprovedIt(Language alice, Language bob) =>
        Seeded.RunAsync(async seed =>
        {
            var talk = await Conversation.OpenAsync(programs, alice, bob, seed);
            var sent = await talk.SealAsync(talk.Alice, "Dinner at my place?", "personal");
            Assert.Equal(Cxe1Error.ApprovalMissing, (await talk.DeliverAsync(talk.Bob, sent)).Error);
            var first = await talk.ApproveAsync(talk.Alice, sent, OwnerSide.Sender);
            Assert.Equal(Cxe1Error.ApprovalMissing, (await talk.DeliverAsync(talk.Bob, sent, first)).Error);
            var second = await talk.ApproveAsync(talk.Bob, sent, OwnerSide.Recipient);
            var line = await talk.DeliverAsync(talk.Bob, sent, first, second);
            Assert.Equal((Cxe1Error.None, "Dinner at my place?"), (line.Error, line.Message?.Text));
        });

    [Theory]
    [ClassData(typeof(Directions))]
    public Task EachOwnerIsAskedForItsOwnSide(Language alice, Language bob) => Seeded.RunAsync(async seed =>
    {
        var talk = await Conversation.OpenAsync(programs, alice, bob, seed);
        var shared = await talk.SealAsync(talk.Alice, "the draft", "projects");
        Assert.Equal(Cxe1Error.ApprovalMissing, (await talk.DeliverAsync(talk.Bob, shared)).Error);
        var byAlice = await talk.ApproveAsync(talk.Alice, shared, OwnerSide.Sender);
        Assert.Equal("the draft", (await talk.DeliverAsync(talk.Bob, shared, byAlice)).Message?.Text);

        var request = await talk.SealAsync(talk.Alice, "please print it", "requests");
        Assert.Equal(Cxe1Error.ApprovalMissing, (await talk.DeliverAsync(talk.Bob, request)).Error);
        var byBob = await talk.ApproveAsync(talk.Bob, request, OwnerSide.Recipient);
        Assert.Equal("please print it", (await talk.DeliverAsync(talk.Bob, request, byBob)).Message?.Text);
    });

    [Theory]
    [ClassData(typeof(Directions))]
    public Task AnApprovalThatTheAgentAsksForOfItsOwnAccordIsDemanded(Language alice, Language bob) =>
        Seeded.RunAsync(async seed =>
        {
            var talk = await Conversation.OpenAsync(programs, alice, bob, seed);
            var sent = await talk.SealAsync(talk.Alice, talk.Draft("sure?") with { Requested = RequestedLevel.Ask });
            Assert.Equal(Cxe1Error.ApprovalMissing, (await talk.DeliverAsync(talk.Bob, sent)).Error);
            var approval = await talk.ApproveAsync(talk.Alice, sent, OwnerSide.Sender);
            Assert.Equal("sure?", (await talk.DeliverAsync(talk.Bob, sent, approval)).Message?.Text);
        });

    [Theory]
    [ClassData(typeof(Directions))]
    public Task AForgedApprovalIsRefused(Language alice, Language bob) => Seeded.RunAsync(async seed =>
    {
        var talk = await Conversation.OpenAsync(programs, alice, bob, seed);
        var mallory = await talk.CreateAsync(alice, seed + " mallory");
        var sent = await talk.SealAsync(talk.Alice, "the draft", "projects");
        var other = await talk.SealAsync(talk.Alice, "another draft", "projects");
        byte[][] forged =
        [
            await talk.ApproveAsync(mallory, sent, OwnerSide.Sender),
            await talk.ApproveAsync(talk.Bob, sent, OwnerSide.Sender),
            await talk.ApproveAsync(talk.Alice, other, OwnerSide.Sender),
            await talk.ApproveAsync(talk.Alice, sent, OwnerSide.Sender, ApprovalDecision.Refuse),
            await talk.ApproveAsync(
                talk.Alice, sent, OwnerSide.Sender, expiry: Records.Envelope(sent.Envelope).End + 1),
            await talk.ApproveAsync(
                talk.Alice, sent, OwnerSide.Sender, expiry: talk.Clock.Now - Cxe1Limits.ClockTolerance - 1),
        ];
        foreach (var approval in forged)
            Assert.Equal(Cxe1Error.ApprovalInvalid, (await talk.DeliverAsync(talk.Bob, sent, approval)).Error);
        var good = await talk.ApproveAsync(talk.Alice, sent, OwnerSide.Sender);
        var unneeded = await talk.ApproveAsync(talk.Bob, sent, OwnerSide.Recipient);
        Assert.Equal(Cxe1Error.ApprovalInvalid, (await talk.DeliverAsync(talk.Bob, sent, good, unneeded)).Error);
        Assert.Equal(Cxe1Error.None, (await talk.DeliverAsync(talk.Bob, sent, good)).Error);
    });

    [Theory]
    [ClassData(typeof(Directions))]
    public Task NewTermsOpenANewEpochAndAreKept(Language alice, Language bob) => Seeded.RunAsync(async seed =>
    {
        var talk = await Conversation.OpenAsync(programs, alice, bob, seed);
        var before = await talk.SealAsync(talk.Alice, "before");
        talk.Clock.Now += Cxe1Limits.Minute;
        CategoryLine[] stricter =
        [
            CategoryLine.Of("schedule", ConsentLevel.Ask, ConsentLevel.Auto),
            CategoryLine.Of("knowledge", ConsentLevel.Auto, ConsentLevel.Never),
        ];
        await talk.Alice.IssueTermsAsync(new(OwnerRead.AskedOnly, stricter), talk.Bob.Identity);
        var after = await talk.SealAsync(talk.Alice, "after");
        Assert.NotEqual(before.EpochHash, after.EpochHash);

        // Bob does not know the new terms yet.
        var lines = await talk.Bob.DeliverAsync(0, [ItemLine.OfEpoch(talk.Epoch(after.EpochHash))]);
        Assert.Equal(Cxe1Error.TermsUnknown, lines[0].Error);
        await talk.RefreshAsync();
        Assert.Equal("before", (await talk.DeliverAsync(talk.Bob, before)).Message?.Text);
        Assert.Equal(Cxe1Error.ApprovalMissing, (await talk.DeliverAsync(talk.Bob, after)).Error);
        var approval = await talk.ApproveAsync(talk.Alice, after, OwnerSide.Sender);
        Assert.Equal("after", (await talk.DeliverAsync(talk.Bob, after, approval)).Message?.Text);

        // Never is never, on both sides.
        DraftLine[] refused = [talk.Draft("no", "projects"), talk.Draft("no", "knowledge")];
        Assert.Equal(Cxe1Error.NotAllowed, (await talk.Alice.SealAsync(0, [refused[0]]))[0].Error);
        Assert.Equal(Cxe1Error.NotAllowed, (await talk.Bob.SealAsync(0, [refused[1]]))[0].Error);
    });

    [Theory]
    [ClassData(typeof(Directions))]
    public Task NobodyGoesOnUnderTermsThatWereReplaced(Language alice, Language bob) => Seeded.RunAsync(async seed =>
    {
        var talk = await Conversation.OpenAsync(programs, alice, bob, seed);
        await talk.ExchangeAsync(talk.Alice, "before");
        await talk.Bob.IssueTermsAsync(new(OwnerRead.Everything, Conversation.Categories), talk.Alice.Identity);
        talk.Clock.Now += Cxe1Limits.ClockTolerance;
        await talk.Alice.RestartAsync(0);
        var inTime = await talk.SealAsync(talk.Alice, "in time");
        Assert.Equal(Cxe1Error.None, (await talk.DeliverAsync(talk.Bob, inTime)).Error);
        talk.Clock.Now += 1;
        await talk.Alice.RestartAsync(0);
        var late = await talk.SealAsync(talk.Alice, "too late");
        var lines = await talk.Bob.DeliverAsync(0, [ItemLine.OfEpoch(talk.Epoch(late.EpochHash))]);
        Assert.Equal(Cxe1Error.TermsMismatch, lines[0].Error);
    });
}
