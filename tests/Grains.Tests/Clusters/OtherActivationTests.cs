using ContextExchange.Grains.Tests.Kit;

namespace ContextExchange.Grains.Tests.Clusters;

/// <summary>Two activations of the same grains, as after a failover that the first one survived.</summary>
public sealed class OtherActivationTests
{
    private static readonly TimeSpan Old = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task MailThatAnotherActivationStoredIsRead()
    {
        await using var exchange = await Exchange.StartAsync();
        await using var other = await exchange.BesideAsync();
        var pair = await exchange.ConnectAsync();
        await pair.SendAsync();
        var head = (await exchange.MailOfAsync(pair.Recipient)).Length;

        var second = pair.Next().ToRequest();
        Assert.Equal(SendStatus.Accepted, (await other.Between(pair.Sender, pair.Recipient).Send(second)).Status);

        var page = await exchange.AgentOf(pair.Recipient).ReadMailbox(head, 10);
        Assert.Equal(second.Envelope.ToArray(), Assert.Single(page.Entries).Body.ToArray());
        var cursor = page.Entries[0].Sequence;
        Assert.Equal(
            Refusal.None, await other.AgentOf(pair.Recipient).Acknowledge(pair.Recipient.Device.Id, cursor));
    }

    [Fact]
    public async Task NumbersThatAnotherActivationSettledAreNotMissing()
    {
        await using var exchange = await Exchange.StartAsync();
        await using var other = await exchange.BesideAsync();
        var pair = await exchange.ConnectAsync();
        await pair.SendAsync();
        Assert.Equal(
            SendStatus.Accepted,
            (await other.Between(pair.Sender, pair.Recipient).Send(pair.Next().ToRequest())).Status);

        exchange.Time.Advance(Old);
        var third = pair.Next().ToRequest();
        var answer = await pair.Grain.Send(third);
        // The mailbox has another owner by now, so that the first answers may only be to come again.
        for (var again = 0; again < 3 && SendStatuses.Of(answer.Status).Retryable; again++)
            answer = await pair.Grain.Send(third);
        Assert.Equal(SendStatus.Accepted, answer.Status);
    }

    [Fact]
    public async Task WhatAnotherActivationSettledIsAnsweredBeforeAnyRule()
    {
        await using var exchange = await Exchange.StartAsync();
        await using var other = await exchange.BesideAsync();
        var pair = await exchange.ConnectAsync();
        await pair.OpenEpochAsync();
        var message = pair.Next().ToRequest();
        Assert.Equal(
            SendStatus.Accepted, (await other.Between(pair.Sender, pair.Recipient).Send(message)).Status);
        await pair.Grain.Freeze(pair.Sender.Id, true);

        Assert.Equal(SendStatus.Accepted, (await pair.Grain.Send(message)).Status);
        Assert.Equal(SendStatus.Frozen, (await pair.Grain.Send(pair.Next().ToRequest())).Status);
    }

    [Fact]
    public async Task AnApprovalThatComesAfterARejectionElsewhereIsNotTold()
    {
        await using var exchange = await Exchange.StartAsync();
        await using var other = await exchange.BesideAsync();
        var (pair, message, request) = await HeldAsync(exchange);
        var elsewhere = other.Between(pair.Sender, pair.Recipient);
        Assert.Single(await elsewhere.GetHolds(pair.Recipient.Id));

        Assert.Equal(
            Refusal.None, await pair.Grain.Decide(pair.Recipient.Id, message.Id, new(Verdict.Reject, default)));
        var yes = pair.Yes(pair.Recipient, request);
        // The first answer only says that the mailbox has another owner by now.
        await elsewhere.Decide(pair.Recipient.Id, message.Id, yes);
        await elsewhere.Decide(pair.Recipient.Id, message.Id, yes);
        await exchange.RestartAsync();
        await exchange.PassAsync(TimeSpan.FromMinutes(1));

        var told = (await exchange.NoticesOfAsync(pair.Sender)).Where(notice => notice.Message == message.Id);
        Assert.Equal(NoticeKind.Rejected, Assert.Single(told).Kind);
    }

    [Fact]
    public async Task AReleaseIsToldAfterACrashOnce()
    {
        await using var exchange = await Exchange.StartAsync();
        var (pair, message, request) = await HeldAsync(exchange);
        var yes = pair.Yes(pair.Recipient, request);
        exchange.Store.Faults.HoldCommits();
        var deciding = pair.Grain.Decide(pair.Recipient.Id, message.Id, yes);
        while (exchange.Store.Faults.Waiting == 0) await Task.Yield();
        exchange.Store.Faults.ReleaseOne();
        await exchange.RestartAsync();
        exchange.Store.Faults.ReleaseCommits();
        // On Orleans the answer of a silo that is killed may still get through.
        var lost = await Record.ExceptionAsync(() => deciding);
        Assert.True(lost is null or OrleansException, $"{lost}");

        await exchange.PassAsync(TimeSpan.FromMinutes(1));
        await exchange.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Single(await exchange.MailOfAsync(pair.Recipient), entry => entry.Kind == EntryKind.Message);
        var told = (await exchange.NoticesOfAsync(pair.Sender)).Where(notice => notice.Message == message.Id);
        Assert.Equal(NoticeKind.Approved, Assert.Single(told).Kind);
    }

    [Fact]
    public async Task WhatAnotherActivationHoldsIsShownDecidedAndEnds()
    {
        await using var exchange = await Exchange.StartAsync();
        await using var other = await exchange.BesideAsync();
        var pair = await exchange.ConnectAsync(Contracts.One(ConsentLevel.Auto, ConsentLevel.Ask));
        await pair.OpenEpochAsync();
        var elsewhere = other.Between(pair.Sender, pair.Recipient);
        Assert.Empty(await elsewhere.GetHolds(pair.Recipient.Id));
        TestEnvelope first = pair.Next(), second = pair.Next();
        await pair.Grain.Send(first.ToRequest());
        await pair.Grain.Send(second.ToRequest());

        exchange.Time.Advance(Old);
        Assert.Equal(2, (await elsewhere.GetHolds(pair.Recipient.Id)).Count);
        var no = new Decision(Verdict.Reject, default);
        await elsewhere.Decide(pair.Recipient.Id, first.Id, no);
        Assert.Equal(Refusal.Used, await elsewhere.Decide(pair.Recipient.Id, first.Id, no));

        // Its timer would end the hold as well, and who comes second only knows that there is none.
        await exchange.KillAsync();
        await other.PassAsync(TimeSpan.FromHours(24));
        Assert.Equal(Refusal.Expired, await elsewhere.Decide(pair.Recipient.Id, second.Id, no));
        var told = (await other.NoticesOfAsync(pair.Sender)).Where(notice => notice.Message == second.Id);
        Assert.Equal(NoticeKind.HoldExpired, Assert.Single(told).Kind);
    }

    [Fact]
    public async Task AnActivationThatKnowsOldRulesPassesNothingOnceNewOnesAreConfirmed()
    {
        await using var exchange = await Exchange.StartAsync();
        await using var zombie = await exchange.BesideAsync();
        var pair = await exchange.ConnectAsync();
        await pair.OpenEpochAsync();
        var late = zombie.Between(pair.Sender, pair.Recipient);
        Assert.Equal(SendStatus.Accepted, (await late.Send(pair.Next().ToRequest())).Status);

        Assert.Equal(Refusal.None, await pair.Grain.Freeze(pair.Sender.Id, true));
        // Both mailboxes are the zombie's again, so that only the connection's claim stands in its way.
        await zombie.AgentOf(pair.Recipient).ReadMailbox(1_000, 1);
        await zombie.AgentOf(pair.Sender).ReadMailbox(1_000, 1);
        var message = pair.Next().ToRequest();
        var answer = await late.Send(message);

        Assert.Equal(SendStatus.Unavailable, answer.Status);
        Assert.Equal(SendStatus.Frozen, (await late.Send(message)).Status);
        Assert.Single(await exchange.MailOfAsync(pair.Recipient), entry => entry.Kind == EntryKind.Message);
    }

    [Fact]
    public async Task WhatAZombieWritesLateDoesNotTakeTheNumberOfWhatReplacedIt()
    {
        await using var exchange = await Exchange.StartAsync();
        await using var zombie = await exchange.BesideAsync();
        var pair = await exchange.ConnectAsync();
        await pair.OpenEpochAsync();
        var late = zombie.Between(pair.Sender, pair.Recipient);
        Assert.Equal(SendStatus.Accepted, (await late.Send(pair.Next().ToRequest())).Status);
        var refused = pair.Next();
        exchange.Time.Advance(Old);
        // The one that took over refuses the number under other rules, so that the sender seals it anew.
        await pair.Grain.Freeze(pair.Sender.Id, true);
        Assert.Equal(SendStatus.Frozen, (await pair.Grain.Send(refused.ToRequest())).Status);
        await pair.Grain.Freeze(pair.Sender.Id, false);

        await zombie.AgentOf(pair.Recipient).ReadMailbox(1_000, 1);
        var written = await late.Send(refused.ToRequest());
        var anew = (refused with { Id = EnvelopeId.New() }).ToRequest();
        var answer = await pair.Grain.Send(anew);
        for (var again = 0; again < 3 && SendStatuses.Of(answer.Status).Retryable; again++)
            answer = await pair.Grain.Send(anew);

        Assert.NotEqual(SendStatus.Accepted, written.Status);
        Assert.Equal(SendStatus.Accepted, answer.Status);
    }

    [Fact]
    public async Task AFreezeThatComesLateDoesNotUndoTheUnfreezingAfterIt()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        var version = await pair.Grain.GetFreezeVersion(pair.Sender.Id);
        Assert.Equal(Refusal.None, await pair.Grain.Freeze(pair.Sender.Id, true, version + 1));
        Assert.Equal(Refusal.None, await pair.Grain.Freeze(pair.Sender.Id, true, version + 1));
        Assert.Equal(Refusal.None, await pair.Grain.Freeze(pair.Sender.Id, false, version + 2));

        Assert.Equal(Refusal.Conflict, await pair.Grain.Freeze(pair.Sender.Id, true, version + 1));

        Assert.False((await pair.Grain.Get(pair.Sender.Id))!.Frozen);
        // Also where the unfreezing found nothing to change, because the freezing has not come yet.
        Assert.Equal(Refusal.None, await pair.Grain.Freeze(pair.Recipient.Id, false, 7));
        Assert.Equal(Refusal.Conflict, await pair.Grain.Freeze(pair.Recipient.Id, true, 7));
        Assert.False((await pair.Grain.Get(pair.Sender.Id))!.Frozen);
    }

    [Fact]
    public async Task AnAgentsLateFreezeDoesNotUndoItsUnfreezing()
    {
        await using var exchange = await Exchange.StartAsync();
        var agent = exchange.AgentOf(await exchange.EnrolAsync());
        Assert.Equal(Refusal.None, await agent.Freeze(true, 1));
        Assert.Equal(Refusal.None, await agent.Freeze(false, 2));

        Assert.Equal(Refusal.Conflict, await agent.Freeze(true, 1));

        Assert.False((await agent.Get())!.Frozen);
    }

    [Fact]
    public async Task WhatIsSaidToBeUnfrozenIs()
    {
        await using var exchange = await Exchange.StartAsync();
        await using var other = await exchange.BesideAsync();
        var pair = await exchange.ConnectAsync();
        await pair.OpenEpochAsync();
        await other.Between(pair.Sender, pair.Recipient).Freeze(pair.Sender.Id, true);

        exchange.Time.Advance(Old);
        Assert.Equal(Refusal.None, await pair.Grain.Freeze(pair.Sender.Id, false));

        await exchange.RestartAsync();
        Assert.False((await pair.Grain.Get(pair.Sender.Id))!.Frozen);
    }

    private static async Task<(Pair Pair, TestEnvelope Message, SendRequest Request)> HeldAsync(Exchange exchange)
    {
        var pair = await exchange.ConnectAsync(Contracts.One(ConsentLevel.Auto, ConsentLevel.Ask));
        var message = await pair.ReadyAsync();
        var request = message.ToRequest();
        Assert.Equal(SendStatus.Held, (await pair.Grain.Send(request)).Status);
        return (pair, message, request);
    }
}
