using ContextExchange.Grains.Tests.Kit;

namespace ContextExchange.Grains.Tests.Clusters;

public sealed class HoldTests
{
    private static readonly Decision Yes = new(Verdict.Approve, default, null);
    private static readonly Decision No = new(Verdict.Reject, default, null);

    [Fact]
    public async Task AnApprovedMessageIsDeliveredAndItsSenderTold()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await AskingAsync(exchange, Contracts.Open, Contracts.AskToReceive);
        var message = await pair.ReadyAsync();
        var request = message.ToRequest();

        Assert.Equal(SendStatus.Held, (await pair.Grain.Send(request)).Status);
        Assert.Equal(EntryKind.Stub, (await exchange.MailOfAsync(pair.Recipient))[^1].Kind);
        Assert.Equal(message.Id, Assert.Single(await pair.Grain.GetHolds(pair.Recipient.Id)).Message);

        Assert.Equal(Refusal.None, await pair.Grain.Decide(pair.Recipient.Id, message.Id, Yes));

        var entry = (await exchange.MailOfAsync(pair.Recipient))[^1];
        Assert.Equal(EntryKind.Message, entry.Kind);
        Assert.Equal(request.Envelope.ToArray(), entry.Body.ToArray());
        Assert.Equal(16, entry.LineageTag.Length);
        var notice = (await exchange.NoticesOfAsync(pair.Sender))[^1];
        Assert.Equal((NoticeKind.Approved, message.Id), (notice.Kind, notice.Message));
        Assert.Equal(SendStatus.Held, (await pair.Grain.Send(request)).Status);
    }

    [Fact]
    public async Task TheSendersOwnerIsAskedFirstThenTheRecipients()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await AskingAsync(exchange, Contracts.AskToShare, Contracts.AskToReceive);
        var message = await pair.ReadyAsync();
        await pair.Grain.Send(message.ToRequest());

        Assert.Empty(await pair.Grain.GetHolds(pair.Recipient.Id));
        Assert.Equal(Refusal.NotFound, await pair.Grain.Decide(pair.Recipient.Id, message.Id, Yes));
        Assert.Equal(Refusal.None, await pair.Grain.Decide(pair.Sender.Id, message.Id, Yes));
        Assert.Empty(await pair.Grain.GetHolds(pair.Sender.Id));
        var waiting = Assert.Single(await exchange.OwnerOf(pair.Recipient.Owner).GetApprovals());
        Assert.Equal((message.Id, pair.Recipient.Id), (waiting.Message, waiting.Side));
        Assert.DoesNotContain(await exchange.MailOfAsync(pair.Recipient), entry => entry.Kind == EntryKind.Message);

        Assert.Equal(Refusal.None, await pair.Grain.Decide(pair.Recipient.Id, message.Id, Yes));
        Assert.Single(await exchange.MailOfAsync(pair.Recipient), entry => entry.Kind == EntryKind.Message);
    }

    [Fact]
    public async Task AnAgentMayAskForItsOwnersDecision()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync(Contracts.Open);
        var message = await pair.ReadyAsync() with { Ask = true };
        Assert.Equal(SendStatus.Held, (await pair.Grain.Send(message.ToRequest())).Status);
        Assert.Single(await pair.Grain.GetHolds(pair.Sender.Id));
    }

    [Theory]
    [InlineData(Verdict.Reject, null, NoticeKind.Rejected)]
    [InlineData(Verdict.SendBack, "Leave out the address.", NoticeKind.SentBack)]
    public async Task ARejectedMessageIsNeverDelivered(Verdict verdict, string? note, NoticeKind kind)
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await AskingAsync(exchange, Contracts.Open, Contracts.AskToReceive);
        var message = await pair.ReadyAsync();
        await pair.Grain.Send(message.ToRequest());

        var refusal = await pair.Grain.Decide(pair.Recipient.Id, message.Id, new Decision(verdict, default, note));

        Assert.Equal(Refusal.None, refusal);
        var notice = (await exchange.NoticesOfAsync(pair.Sender))[^1];
        Assert.Equal((kind, message.Id, note ?? ""), (notice.Kind, notice.Message, notice.Note));
        Assert.Equal(Refusal.Used, await pair.Grain.Decide(pair.Recipient.Id, message.Id, Yes));
        Assert.DoesNotContain(await exchange.MailOfAsync(pair.Recipient), entry => entry.Kind == EntryKind.Message);
    }

    [Fact]
    public async Task AHoldThatNobodyDecidesExpiresAfterADay()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await AskingAsync(exchange, Contracts.Open, Contracts.AskToReceive);
        var message = await pair.ReadyAsync() with { TimeToLive = 604_800 };
        await pair.Grain.Send(message.ToRequest());

        await exchange.PassAsync(TimeSpan.FromHours(24));

        Assert.Equal(NoticeKind.HoldExpired, (await exchange.NoticesOfAsync(pair.Sender))[^1].Kind);
        Assert.Equal(Refusal.Expired, await pair.Grain.Decide(pair.Recipient.Id, message.Id, Yes));
        Assert.Empty(await pair.Grain.GetHolds(pair.Recipient.Id));
    }

    [Fact]
    public async Task AHoldEndsWithItsMessageAndIsCheckedAtUse()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await AskingAsync(exchange, Contracts.Open, Contracts.AskToReceive);
        var message = await pair.ReadyAsync() with { TimeToLive = 60 };
        await pair.Grain.Send(message.ToRequest());

        exchange.Time.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal(Refusal.Expired, await pair.Grain.Decide(pair.Recipient.Id, message.Id, Yes));
        Assert.Equal(NoticeKind.HoldExpired, (await exchange.NoticesOfAsync(pair.Sender))[^1].Kind);
    }

    [Fact]
    public async Task HeldAndRefusedMessagesLeaveTheSameStub()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await AskingAsync(exchange, Contracts.Open, Contracts.AskToReceive);
        var held = (await pair.ReadyAsync()).ToRequest();
        var refused = (pair.Next() with { Category = "gossip" }).ToRequest();
        Assert.Equal(SendStatus.Held, (await pair.Grain.Send(held)).Status);
        Assert.Equal(SendStatus.UnknownCategory, (await pair.Grain.Send(refused)).Status);

        var stubs = (await exchange.MailOfAsync(pair.Recipient))[^2..];
        Assert.All(stubs, stub =>
            Assert.Equal((EntryKind.Stub, 72, 0), (stub.Kind, stub.Body.Length, stub.LineageTag.Length)));
        Assert.Equal(stubs[0].Body.ToArray()[..32], stubs[1].Body.ToArray()[..32]);
    }

    [Fact]
    public async Task OfAHundredDecisionsOneCounts()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await AskingAsync(exchange, Contracts.Open, Contracts.AskToReceive);
        var message = await pair.ReadyAsync();
        await pair.Grain.Send(message.ToRequest());

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i =>
            pair.Grain.Decide(pair.Recipient.Id, message.Id, i % 2 == 0 ? Yes : No)));

        Assert.Single(answers, Refusal.None);
        Assert.Equal(99, answers.Count(answer => answer == Refusal.Used));
        var delivered = (await exchange.MailOfAsync(pair.Recipient)).Count(entry => entry.Kind == EntryKind.Message);
        var told = (await exchange.NoticesOfAsync(pair.Sender)).Where(notice => notice.Message == message.Id).ToArray();
        Assert.Equal(delivered == 1 ? NoticeKind.Approved : NoticeKind.Rejected, Assert.Single(told).Kind);
    }

    [Fact]
    public async Task AHeldMessageDoesNotBlockLaterOnes()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync(Terms.Of(ContractPreset.Balanced));
        Assert.Equal(SendStatus.Held, (await pair.SendAsync("projects")).Status);
        Assert.Equal(SendStatus.Accepted, (await pair.SendAsync()).Status);
    }

    [Fact]
    public async Task TooManyOpenHoldsAreRefusedAndTheNumberStaysFree()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await AskingAsync(exchange, Contracts.Open, Contracts.AskToReceive);
        for (var i = 0; i < Limits.MaxHoldsPerConnection; i++) await pair.SendAsync();
        var waiting = await pair.Grain.GetHolds(pair.Recipient.Id);
        Assert.Equal(Limits.MaxHoldsPerConnection, waiting.Count);

        var message = (await pair.ReadyAsync()).ToRequest();
        Assert.Equal(SendStatus.Overloaded, (await pair.Grain.Send(message)).Status);
        await pair.Grain.Decide(pair.Recipient.Id, waiting[0].Message, No);
        Assert.Equal(SendStatus.Held, (await pair.Grain.Send(message)).Status);
    }

    [Fact]
    public async Task ADecisionWhoseOutcomeWasLostCountsOnce()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await AskingAsync(exchange, Contracts.Open, Contracts.AskToReceive);
        var message = await pair.ReadyAsync();
        await pair.Grain.Send(message.ToRequest());

        exchange.Store.Faults.HoldCommits();
        var decision = pair.Grain.Decide(pair.Recipient.Id, message.Id, No);
        while (exchange.Store.Faults.Waiting == 0) await Task.Yield();
        exchange.Store.Faults.FailNext(ContextExchange.Storage.WriteFault.AfterApplied);
        exchange.Store.Faults.ReleaseCommits();

        Assert.Equal(Refusal.Unavailable, await decision);
        Assert.NotEqual(Refusal.None, await pair.Grain.Decide(pair.Recipient.Id, message.Id, Yes));
        Assert.Single(await exchange.NoticesOfAsync(pair.Sender), notice => notice.Message == message.Id);
        Assert.DoesNotContain(await exchange.MailOfAsync(pair.Recipient), entry => entry.Kind == EntryKind.Message);
    }

    [Fact]
    public async Task HoldsSurviveARestart()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await AskingAsync(exchange, Contracts.Open, Contracts.AskToReceive);
        var message = await pair.ReadyAsync();
        await pair.Grain.Send(message.ToRequest());
        await exchange.RestartAsync();
        Assert.Equal(Refusal.None, await pair.Grain.Decide(pair.Recipient.Id, message.Id, Yes));
        Assert.Equal(EntryKind.Message, (await exchange.MailOfAsync(pair.Recipient))[^1].Kind);
    }

    [Fact]
    public async Task ADecisionWithAnUnfitNoteIsMalformed()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        var message = EnvelopeId.New();
        var approve = new Decision(Verdict.Approve, default, "but");
        var endless = new Decision(Verdict.SendBack, default, new string('x', Limits.MaxNote + 1));
        Assert.Equal(Refusal.Malformed, await pair.Grain.Decide(pair.Sender.Id, message, approve));
        Assert.Equal(Refusal.Malformed, await pair.Grain.Decide(pair.Sender.Id, message, endless));
    }

    private static async Task<Pair> AskingAsync(Exchange exchange, Terms sender, Terms recipient)
    {
        TestAgent one = await exchange.EnrolAsync(), other = await exchange.EnrolAsync();
        return await exchange.ConnectAsync(one, other, sender, recipient);
    }
}
