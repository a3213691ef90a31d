using ContextExchange.Grains.Tests.Kit;

namespace ContextExchange.Grains.Tests.Clusters;

public sealed class HoldTests
{
    private static readonly Decision No = new(Verdict.Reject, default);

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

        var yes = pair.Yes(pair.Recipient, request);
        Assert.Equal(Refusal.None, await pair.Grain.Decide(pair.Recipient.Id, message.Id, yes));

        var entry = (await exchange.MailOfAsync(pair.Recipient))[^1];
        Assert.Equal(EntryKind.Message, entry.Kind);
        Assert.Equal([.. request.Envelope.ToArray(), .. yes.Approval.ToArray()], entry.Body.ToArray());
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
        var request = message.ToRequest();
        await pair.Grain.Send(request);

        Assert.Empty(await pair.Grain.GetHolds(pair.Recipient.Id));
        Assert.Equal(Refusal.NotFound, await ApproveAsync(pair, pair.Recipient, message, request));
        Assert.Equal(Refusal.None, await ApproveAsync(pair, pair.Sender, message, request));
        Assert.Empty(await pair.Grain.GetHolds(pair.Sender.Id));
        var waiting = Assert.Single(await exchange.OwnerOf(pair.Recipient.Owner).GetApprovals());
        Assert.Equal((message.Id, pair.Recipient.Id), (waiting.Message, waiting.Side));
        Assert.DoesNotContain(await exchange.MailOfAsync(pair.Recipient), entry => entry.Kind == EntryKind.Message);

        Assert.Equal(Refusal.None, await ApproveAsync(pair, pair.Recipient, message, request));
        Assert.Single(await exchange.MailOfAsync(pair.Recipient), entry => entry.Kind == EntryKind.Message);
    }

    [Fact]
    public async Task AnAgentMayAskForItsOwnersDecision()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync(Contracts.Open);
        var message = await pair.ReadyAsync() with { Ask = true };
        var request = message.ToRequest();
        Assert.Equal(SendStatus.Held, (await pair.Grain.Send(request)).Status);
        Assert.Single(await pair.Grain.GetHolds(pair.Sender.Id));
    }

    [Theory]
    [InlineData(Verdict.Reject, 0, NoticeKind.Rejected)]
    [InlineData(Verdict.SendBack, 0, NoticeKind.SentBack)]
    [InlineData(Verdict.SendBack, 2, NoticeKind.SentBack)]
    public async Task ARejectedMessageIsNeverDelivered(Verdict verdict, int devices, NoticeKind kind)
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await AskingAsync(exchange, Contracts.Open, Contracts.AskToReceive);
        var message = await pair.ReadyAsync();
        var request = message.ToRequest();
        await pair.Grain.Send(request);

        var note = devices == 0 ? [] : NoteFor(devices);
        var decision = new Decision(verdict, default, Note: note);
        var refusal = await pair.Grain.Decide(pair.Recipient.Id, message.Id, decision);

        Assert.Equal(Refusal.None, refusal);
        var notice = (await exchange.NoticesOfAsync(pair.Sender))[^1];
        Assert.Equal((kind, message.Id), (notice.Kind, notice.Message));
        Assert.Equal(note, notice.Note.ToArray());
        Assert.Equal(Refusal.Used, await ApproveAsync(pair, pair.Recipient, message, request));
        Assert.DoesNotContain(await exchange.MailOfAsync(pair.Recipient), entry => entry.Kind == EntryKind.Message);
    }

    [Fact]
    public async Task AHoldThatNobodyDecidesExpiresAfterADay()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await AskingAsync(exchange, Contracts.Open, Contracts.AskToReceive);
        var message = await pair.ReadyAsync() with { TimeToLive = 604_800 };
        var request = message.ToRequest();
        await pair.Grain.Send(request);

        await exchange.PassAsync(TimeSpan.FromHours(24));

        Assert.Equal(NoticeKind.HoldExpired, (await exchange.NoticesOfAsync(pair.Sender))[^1].Kind);
        Assert.Equal(Refusal.Expired, await ApproveAsync(pair, pair.Recipient, message, request));
        Assert.Empty(await pair.Grain.GetHolds(pair.Recipient.Id));
    }

    [Fact]
    public async Task AHoldWhoseSenderWasDeletedExpiresToo()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await AskingAsync(exchange, Contracts.Open, Contracts.AskToReceive);
        Assert.Equal(SendStatus.Held, (await pair.SendAsync()).Status);
        await exchange.AgentOf(pair.Sender).Delete();

        await exchange.PassAsync(TimeSpan.FromHours(24));

        Assert.Empty(await exchange.Log.ReadHoldsAsync(pair.Recipient.Id));
    }

    [Fact]
    public async Task AHoldWhoseSenderWasDeletedIsCancelledWithItsConnection()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await AskingAsync(exchange, Contracts.Open, Contracts.AskToReceive);
        Assert.Equal(SendStatus.Held, (await pair.SendAsync()).Status);
        await exchange.AgentOf(pair.Sender).Delete();

        Assert.Equal(Refusal.None, await pair.Grain.Remove(pair.Recipient.Id));

        Assert.Empty(await exchange.Log.ReadHoldsAsync(pair.Recipient.Id));
        await exchange.SweepAsync();
    }

    [Fact]
    public async Task AHoldEndsWithItsMessageAndIsCheckedAtUse()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await AskingAsync(exchange, Contracts.Open, Contracts.AskToReceive);
        var message = await pair.ReadyAsync() with { TimeToLive = 60 };
        var request = message.ToRequest();
        await pair.Grain.Send(request);

        exchange.Time.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal(Refusal.Expired, await ApproveAsync(pair, pair.Recipient, message, request));
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
        var request = message.ToRequest();
        await pair.Grain.Send(request);

        var yes = pair.Yes(pair.Recipient, request);
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i =>
            pair.Grain.Decide(pair.Recipient.Id, message.Id, i % 2 == 0 ? yes : No)));

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
        var pair = await exchange.ConnectAsync(Contracts.Of(ContractPreset.Balanced));
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
        var request = message.ToRequest();
        await pair.Grain.Send(request);

        exchange.Store.Faults.HoldCommits();
        var decision = pair.Grain.Decide(pair.Recipient.Id, message.Id, No);
        while (exchange.Store.Faults.Waiting == 0) await Task.Yield();
        exchange.Store.Faults.FailNext(ContextExchange.Storage.WriteFault.AfterApplied);
        exchange.Store.Faults.ReleaseCommits();

        Assert.Equal(Refusal.Unavailable, await decision);
        Assert.NotEqual(Refusal.None, await ApproveAsync(pair, pair.Recipient, message, request));
        Assert.Single(await exchange.NoticesOfAsync(pair.Sender), notice => notice.Message == message.Id);
        Assert.DoesNotContain(await exchange.MailOfAsync(pair.Recipient), entry => entry.Kind == EntryKind.Message);
    }

    [Fact]
    public async Task ADecisionThatWaitedBehindALostReleaseDoesNotDecideToo()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await AskingAsync(exchange, Contracts.Open, Contracts.AskToReceive);
        var message = await pair.ReadyAsync();
        var request = message.ToRequest();
        await pair.Grain.Send(request);

        // The release is on disk, but the grain does not learn it.
        exchange.Store.Faults.HoldCommits();
        var yes = pair.Grain.Decide(pair.Recipient.Id, message.Id, pair.Yes(pair.Recipient, request));
        while (exchange.Store.Faults.Waiting == 0) await Task.Yield();
        var no = pair.Grain.Decide(pair.Recipient.Id, message.Id, No);
        exchange.Store.Faults.FailNext(ContextExchange.Storage.WriteFault.AfterApplied);
        exchange.Store.Faults.ReleaseCommits();

        Assert.Equal(Refusal.Unavailable, await yes);
        Assert.NotEqual(Refusal.None, await no);
        Assert.NotEqual(Refusal.None, await pair.Grain.Decide(pair.Recipient.Id, message.Id, No));
        var told = (await exchange.NoticesOfAsync(pair.Sender)).Where(notice => notice.Message == message.Id);
        Assert.Equal([NoticeKind.Approved], told.Select(notice => notice.Kind));
        Assert.Single(await exchange.MailOfAsync(pair.Recipient), entry => entry.Kind == EntryKind.Message);
    }

    [Fact]
    public async Task HoldsSurviveARestart()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await AskingAsync(exchange, Contracts.Open, Contracts.AskToReceive);
        var message = await pair.ReadyAsync();
        var request = message.ToRequest();
        await pair.Grain.Send(request);
        await exchange.RestartAsync();
        Assert.Equal(Refusal.None, await ApproveAsync(pair, pair.Recipient, message, request));
        Assert.Equal(EntryKind.Message, (await exchange.MailOfAsync(pair.Recipient))[^1].Kind);
    }

    [Fact]
    public async Task WhatDoesNotGoWithAVerdictIsMalformed()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await AskingAsync(exchange, Contracts.Open, Contracts.AskToReceive);
        var request = (await pair.ReadyAsync()).ToRequest();
        await pair.Grain.Send(request);
        var message = Assert.Single(await pair.Grain.GetHolds(pair.Recipient.Id)).Message;
        var yes = pair.Yes(pair.Recipient, request);
        byte[] unordered = [.. NoteFor(2)];
        (unordered[1], unordered[1 + 1_269]) = (unordered[1 + 1_269], unordered[1]);
        Decision[] unfit =
        [
            yes with { Approval = default },
            yes with { Approval = new byte[250] },
            yes with { Approval = yes.Approval[..249] },
            yes with { Note = NoteFor(1) },
            No with { Approval = yes.Approval },
            No with { Note = NoteFor(1) },
            new(Verdict.SendBack, default, Approval: yes.Approval),
            new(Verdict.SendBack, default, Note: new byte[] { 0 }),
            new(Verdict.SendBack, default, Note: NoteFor(9)),
            new(Verdict.SendBack, default, Note: NoteFor(1).AsMemory(1)),
            new(Verdict.SendBack, default, Note: unordered),
        ];
        foreach (var decision in unfit)
            Assert.Equal(Refusal.Malformed, await pair.Grain.Decide(pair.Recipient.Id, message, decision));
        Assert.Equal(Refusal.None, await pair.Grain.Decide(pair.Recipient.Id, message, yes));
    }

    /// <summary>The form of a note sealed to so many devices; no server can open it.</summary>
    private static byte[] NoteFor(int devices)
    {
        var note = new byte[1 + 1_269 * devices];
        note[0] = (byte)devices;
        for (var i = 0; i < devices; i++) note[1 + 1_269 * i] = (byte)(i + 1);
        return note;
    }

    private static Task<Refusal> ApproveAsync(
        Pair pair, TestAgent side, TestEnvelope message, SendRequest request) =>
        pair.Grain.Decide(side.Id, message.Id, pair.Yes(side, request));

    private static async Task<Pair> AskingAsync(Exchange exchange, Terms sender, Terms recipient)
    {
        TestAgent one = await exchange.EnrolAsync(), other = await exchange.EnrolAsync();
        return await exchange.ConnectAsync(one, other, sender, recipient);
    }
}
