using ContextExchange.Grains.Tests.Kit;

namespace ContextExchange.Grains.Tests.Clusters;

public sealed class LifeTests
{
    [Fact]
    public async Task AnUnknownAgentAndAnUnconnectedOneLookAlikeAndNothingIsCreated()
    {
        await using var exchange = await Exchange.StartAsync();
        TestAgent sender = await exchange.EnrolAsync(), stranger = await exchange.EnrolAsync(), nobody = new();
        foreach (var recipient in new[] { stranger, nobody })
        {
            var pair = new Pair(exchange, sender, recipient);
            Assert.Equal(SendStatus.NotConnected, (await pair.Grain.Send(pair.Next().ToRequest())).Status);
            Assert.Null(await pair.Grain.Get(sender.Id));
            Assert.Empty(await exchange.Log.ReadMarksAsync(pair.Id));
        }

        Assert.Empty(await exchange.MailOfAsync(stranger));
        Assert.Equal(1, await exchange.Log.ReadOldestAsync(nobody.Id));
    }

    [Fact]
    public async Task WhatDoesNotExistIsNotKeptInMemory()
    {
        await using var exchange = await Exchange.StartAsync();
        var sender = await exchange.EnrolAsync();
        // The sweeper is there for good once time passes.
        await exchange.Grains.GetGrain<ISweepGrain>(ISweepGrain.Due).Sweep();
        var before = exchange.ActivationCount;
        for (var i = 0; i < 200; i++)
        {
            var pair = new Pair(exchange, sender, new TestAgent());
            await pair.Grain.Send(pair.Next().ToRequest());
            await pair.Grain.GetEpoch(sender.Id, new byte[32]);
            await exchange.AgentOf(pair.Recipient).GetDeviceKey(DeviceId.New());
            await exchange.Grains.GetGrain<ICredentialGrain>($"credential{i}").Check(new byte[32]);
            await exchange.Grains.GetGrain<IInviteGrain>($"invite{i}").Preview(new byte[32]);
            await exchange.OwnerOf(pair.Recipient.Owner).Get();
        }

        exchange.Time.Advance(TimeSpan.FromSeconds(1));
        while (exchange.ActivationCount > before) await Task.Yield();
    }

    [Fact]
    public async Task AChangeOfTermsIsConfirmedAfterMessagesUnderWay()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync(Contracts.Open);
        await pair.SendAsync();
        exchange.Store.Faults.HoldCommits();
        var underWay = pair.Grain.Send(pair.Next().ToRequest()).AsTask();
        while (exchange.Store.Faults.Waiting == 0) await Task.Yield();

        var change = pair.ChangeTermsAsync(pair.Recipient, Contracts.One(default, default));
        var later = pair.Grain.Send(pair.Next().ToRequest()).AsTask();
        Assert.Equal(1, exchange.Store.Faults.Waiting);
        Assert.False(change.IsCompleted);
        exchange.Store.Faults.ReleaseCommits();

        Assert.Equal(SendStatus.Accepted, (await underWay).Status);
        Assert.Equal(Refusal.None, await change);
        Assert.Equal(SendStatus.StaleTerms, (await later).Status);
    }

    [Fact]
    public async Task MessagesUnderOldTermsAreStale()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync(Contracts.Open);
        await pair.OpenEpochAsync();
        var stale = pair.Next();
        Assert.Equal(Refusal.None, await pair.ChangeTermsAsync(pair.Sender, Contracts.AskToReceive));

        Assert.Equal(SendStatus.StaleTerms, (await pair.Grain.Send(stale.ToRequest())).Status);
        var halfway = stale with { TermsVersion = 2 };
        Assert.Equal(SendStatus.StaleTerms, (await pair.Grain.Send(halfway.ToRequest())).Status);
        await pair.OpenEpochAsync();
        pair.Sequence--;
        Assert.Equal(SendStatus.Accepted, (await pair.Grain.Send(pair.Next().ToRequest())).Status);
    }

    [Fact]
    public async Task ASideChangesItsOwnTermsAndOnlyFromTheCurrentVersion()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync(Contracts.Open);
        var before = await pair.Grain.Get(pair.Sender.Id);

        var first = pair.Sender.TermsFor(pair.Recipient);
        Assert.Equal(Refusal.None, await pair.ChangeTermsAsync(pair.Sender, Contracts.AskToShare));
        Assert.Equal(Refusal.StaleVersion, await pair.Grain.ChangeTerms(pair.Sender.Id, TestTerms.For(
            pair.Sender, pair.Recipient, Contracts.Open, exchange.Now.ToUnixTimeMilliseconds(), first)));

        var after = await pair.Grain.Get(pair.Recipient.Id);
        Assert.Equal(ConsentLevel.Ask, after!.Theirs.Levels["schedule"].Share);
        Assert.Equal((2, 1), (after.TheirVersion, after.OwnVersion));
        Assert.NotEqual(before!.OwnSignedTerms.ToArray(), after.TheirSignedTerms.ToArray());
        Assert.Equal(before.TheirSignedTerms.ToArray(), after.OwnSignedTerms.ToArray());
        foreach (var agent in new[] { pair.Sender, pair.Recipient })
            Assert.Equal(NoticeKind.ConnectionChanged, (await exchange.NoticesOfAsync(agent))[^1].Kind);
    }

    [Fact]
    public async Task InvalidTermsAreRefused()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        var shouting = Contracts.One(ConsentLevel.Auto, ConsentLevel.Auto, "NEWS");
        Assert.Equal(Refusal.Malformed, await pair.ChangeTermsAsync(pair.Sender, shouting));
    }

    [Fact]
    public async Task AChangeOfTermsCancelsHolds()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync(Contracts.AskToReceive);
        var message = await pair.ReadyAsync();
        await pair.Grain.Send(message.ToRequest());

        Assert.Equal(Refusal.None, await pair.ChangeTermsAsync(pair.Recipient, Contracts.Open));

        Assert.Empty(await pair.Grain.GetHolds(pair.Recipient.Id));
        Assert.Contains(
            await exchange.NoticesOfAsync(pair.Sender),
            notice => notice.Kind == NoticeKind.HoldCancelled && notice.Message == message.Id);
        Assert.DoesNotContain(await exchange.MailOfAsync(pair.Recipient), entry => entry.Kind == EntryKind.Message);
    }

    [Fact]
    public async Task AfterARemovalBothCanConnectAgain()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync(Contracts.Open);
        await pair.SendAsync();

        Assert.Equal(Refusal.None, await pair.Grain.Remove(pair.Sender.Id));
        Assert.Equal(Refusal.None, await pair.Grain.Remove(pair.Sender.Id));
        Assert.Equal(ConnectionStanding.Removed, (await pair.Grain.Get(pair.Recipient.Id))!.Standing);
        var kept = pair.Next();
        Assert.Equal(SendStatus.NotConnected, (await pair.Grain.Send(kept.ToRequest())).Status);
        Assert.Null(await pair.Grain.GetPeerKeys(pair.Sender.Id));
        Assert.Single(await exchange.MailOfAsync(pair.Recipient), entry => entry.Kind == EntryKind.Message);

        await exchange.ConnectAsync(pair.Recipient, pair.Sender, Contracts.Open, Contracts.Open);
        Assert.Equal(SendStatus.StaleTerms, (await pair.Grain.Send(kept.ToRequest())).Status);
        await pair.OpenEpochAsync();
        pair.Sequence--;
        Assert.Equal(SendStatus.Accepted, (await pair.Grain.Send(pair.Next().ToRequest())).Status);
    }

    [Fact]
    public async Task ABlockHoldsUntilTheSameSideLiftsIt()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        Assert.Equal(Refusal.None, await pair.Grain.Block(pair.Recipient.Id));
        Assert.Equal(SendStatus.NotConnected, (await pair.Grain.Send(pair.Next().ToRequest())).Status);
        Assert.Equal(Refusal.Blocked, await EstablishAsync(exchange, pair));

        Assert.Equal(Refusal.None, await pair.Grain.Unblock(pair.Sender.Id));
        Assert.Equal(Refusal.Blocked, await EstablishAsync(exchange, pair));
        Assert.Equal(Refusal.None, await pair.Grain.Unblock(pair.Recipient.Id));
        Assert.Equal(Refusal.None, await EstablishAsync(exchange, pair));
    }

    [Fact]
    public async Task AFrozenConnectionStandsStillForBoth()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        await pair.OpenEpochAsync();
        Assert.Equal(Refusal.None, await pair.Grain.Freeze(pair.Recipient.Id, true));
        var message = pair.Next().ToRequest();
        Assert.Equal(SendStatus.Frozen, (await pair.Grain.Send(message)).Status);
        Assert.True((await pair.Grain.Get(pair.Sender.Id))!.Frozen);
        Assert.Equal(Refusal.None, await pair.Grain.Freeze(pair.Recipient.Id, false));
        Assert.Equal(SendStatus.Accepted, (await pair.Grain.Send(message)).Status);
    }

    [Fact]
    public async Task AConnectionEndsAtItsDateAlsoBeforeAnybodyCarriesItOut()
    {
        await using var exchange = await Exchange.StartAsync();
        var ends = exchange.Now.AddDays(1);
        var pair = await exchange.ConnectAsync(policy: ConnectionPolicy.Default with { ExpiresAt = ends });
        await pair.SendAsync();
        exchange.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(SendStatus.NotConnected, (await pair.Grain.Send(pair.Next().ToRequest())).Status);
        Assert.Equal(ConnectionStanding.Expired, (await pair.Grain.Get(pair.Sender.Id))!.Standing);

        await exchange.SweepAsync();
        // Beginning and end are told. The message has expired too, and its notice may come before that of the end.
        var told = (await exchange.NoticesOfAsync(pair.Sender)).Select(notice => notice.Kind);
        Assert.Equal(2, told.Count(kind => kind == NoticeKind.ConnectionChanged));
    }

    [Fact]
    public async Task AnIdleConnectionEndsAndABusyOneDoesNot()
    {
        await using var exchange = await Exchange.StartAsync();
        var policy = ConnectionPolicy.Default with { IdleAfter = TimeSpan.FromHours(1) };
        var pair = await exchange.ConnectAsync(policy: policy);
        for (var i = 0; i < 3; i++)
        {
            await exchange.PassAsync(TimeSpan.FromMinutes(50));
            await pair.OpenEpochAsync();
            Assert.Equal(SendStatus.Accepted, (await pair.SendAsync()).Status);
        }

        await exchange.RestartAsync();
        await exchange.PassAsync(TimeSpan.FromMinutes(59));
        Assert.Equal(ConnectionStanding.Active, (await pair.Grain.Get(pair.Sender.Id))!.Standing);
        await exchange.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(ConnectionStanding.Expired, (await pair.Grain.Get(pair.Sender.Id))!.Standing);
    }

    [Fact]
    public async Task WhoeverIsNotASideSeesNothing()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        var stranger = AgentId.New();
        Assert.Null(await pair.Grain.Get(stranger));
        Assert.Null(await pair.Grain.GetPeerKeys(stranger));
        Assert.Empty((await pair.Grain.Read(stranger, null, 10)).Entries);
        Assert.Equal(Refusal.NotFound, await pair.Grain.Remove(stranger));
        Assert.Equal(Refusal.NotFound, await pair.Grain.Block(stranger));
    }

    [Fact]
    public async Task TheConversationReadsInTheServersOrder()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        var back = pair.Back();
        await pair.SendAsync();
        await back.SendAsync();
        await pair.SendAsync("health");

        var page = await pair.Grain.Read(pair.Sender.Id, null, 10);
        Assert.Equal([EntryKind.Message, EntryKind.Message, EntryKind.Stub], page.Entries.Select(entry => entry.Kind));
        var receipt = await pair.Grain.GetReceipt(pair.Sender.Device.Identity, 1);
        Assert.Equal((SendStatus.Accepted, false), (receipt!.Status, receipt.Acknowledged));
        await exchange.AgentOf(pair.Recipient).Acknowledge(pair.Recipient.Device.Id, 2);
        Assert.True((await pair.Grain.GetReceipt(pair.Sender.Device.Identity, 1))!.Acknowledged);
    }

    private static Task<Refusal> EstablishAsync(Exchange exchange, Pair pair) =>
        exchange.EstablishAsync(pair.Sender, pair.Recipient, Contracts.Open, Contracts.Open);
}
