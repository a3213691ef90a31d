using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Grains.Tests.Kit;
using ContextExchange.Storage;

namespace ContextExchange.Grains.Tests.Clusters;

/// <summary>Owners read by their certified viewers, and nobody reads beside them.</summary>
public sealed class ViewerTests
{
    [Fact]
    public async Task ARosterNamesTheViewersThatTheTermsDemandAndNoOthers()
    {
        await using var exchange = await Exchange.StartAsync();
        TestAgent alice = await exchange.EnrolAsync(), bob = await exchange.EnrolAsync();
        var auto = Contracts.One(ConsentLevel.Auto, ConsentLevel.Auto, ownerReads: false);
        var pair = await exchange.ConnectAsync(alice, bob, auto, Contracts.Open);
        var now = exchange.Now.ToUnixTimeMilliseconds();
        var good = pair.Epoch();
        var viewer = new TestViewer(bob.Id, bob.Owner.Viewer!);
        var again = TestOwner.Certify(bob.Owner.Oik, now, 60_000);
        Assert.Equal(Refusal.None, await exchange.OwnerOf(bob.Owner).PublishViewer(again.Bytes));
        Assert.Equal([viewer], good.Viewers);
        (string Name, Refusal Expected, TestViewer[] Viewers)[] rows =
        [
            ("missing", Refusal.StaleVersion, []),
            ("a second one", Refusal.StaleVersion, [viewer, new(bob.Id, again)]),
            ("where the terms admit none", Refusal.StaleVersion, [viewer, new(alice.Id, alice.Owner.Viewer!)]),
            ("a ghost", Refusal.StaleVersion, [new(bob.Id, TestOwner.Certify(bob.Owner.Oik, now, 60_000))]),
            ("another owner's", Refusal.StaleVersion, [new(bob.Id, alice.Owner.Viewer!)]),
            ("of a stranger's agent", Refusal.StaleVersion, [viewer, new(AgentId.New(), bob.Owner.Viewer!)]),
            ("another key", Refusal.StaleVersion,
                [new(bob.Id, TestOwner.Certify(bob.Owner.Oik, now, 60_000, bob.Owner.Viewer!.Viewer))]),
            ("the other one in force", Refusal.None, [new(bob.Id, again)]),
        ];

        foreach (var (name, expected, viewers) in rows)
        {
            var record = (good with { Viewers = viewers }).ToBytes();
            var refusal = await pair.Grain.PublishEpoch(alice.Device.Identity, record);
            Assert.True(expected == refusal, $"{name}: {refusal}");
        }
    }

    [Fact]
    public async Task AViewerIsGoodForEpochsThatWereOpenedWhileItWasInForce()
    {
        await using var exchange = await Exchange.StartAsync();
        TestAgent alice = await exchange.EnrolAsync(), bob = await exchange.EnrolAsync(hasViewer: false);
        var viewer = TestOwner.Certify(bob.Owner.Oik, exchange.Now.ToUnixTimeMilliseconds(), 60_000);
        Assert.Equal(Refusal.None, await exchange.OwnerOf(bob.Owner).PublishViewer(viewer.Bytes));
        var pair = await exchange.ConnectAsync(alice, bob, Contracts.Open, Contracts.Open);
        exchange.Time.Advance(TimeSpan.FromMinutes(1));
        var late = pair.Epoch() with
        {
            Viewers = [new(alice.Id, alice.Owner.Viewer!), new(bob.Id, viewer)],
        };

        Assert.Equal(
            Refusal.StaleVersion, await pair.Grain.PublishEpoch(alice.Device.Identity, late.ToBytes()));
        var early = late with { Created = exchange.Now.AddMilliseconds(-1) };
        Assert.Equal(Refusal.None, await pair.Grain.PublishEpoch(alice.Device.Identity, early.ToBytes()));
    }

    [Fact]
    public async Task AgentsOldAndNewHaveTheirOwnersViewersAndPeersAreTold()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        var owner = pair.Sender.Owner;
        var first = owner.Viewer!;
        var second = owner.NextViewer(exchange.Now);

        Assert.Equal(Refusal.None, await exchange.OwnerOf(owner).PublishViewer(second.Bytes));
        Assert.Equal(Refusal.None, await exchange.OwnerOf(owner).PublishViewer(second.Bytes));
        var later = await exchange.EnrolAsync(owner);
        await exchange.RestartAsync();

        Assert.Equal(
            NoticeKind.PeerKeysChanged, (await exchange.NoticesOfAsync(pair.Recipient))[^1].Kind);
        foreach (var agent in new[] { pair.Sender, later })
            Assert.Equal(
                [first.Bytes.ToArray(), second.Bytes.ToArray()],
                (await exchange.AgentOf(agent).GetKeys())!.Viewers.Select(bytes => bytes.ToArray()));
    }

    [Fact]
    public async Task AnAgentThatCouldNotBeToldIsToldByTheSweeper()
    {
        await using var exchange = await Exchange.StartAsync();
        var agent = await exchange.EnrolAsync();
        var viewer = agent.Owner.NextViewer(exchange.Now);
        exchange.Store.Faults.HoldCommits();
        var published = exchange.OwnerOf(agent.Owner).PublishViewer(viewer.Bytes);
        // The owner's own record first, then the agent's, which fails.
        while (exchange.Store.Faults.Waiting == 0) await Task.Yield();
        exchange.Store.Faults.ReleaseOne();
        while (exchange.Store.Faults.Waiting == 0) await Task.Yield();
        exchange.Store.Faults.FailNext(WriteFault.BeforeApplied);
        exchange.Store.Faults.ReleaseCommits();

        Assert.Equal(Refusal.None, await published);
        Assert.Single((await exchange.AgentOf(agent).GetKeys())!.Viewers);
        await exchange.RestartAsync();
        await exchange.SweepAsync();
        Assert.Equal(2, (await exchange.AgentOf(agent).GetKeys())!.Viewers.Count);
    }

    [Fact]
    public async Task EndedViewersAreHandedOutForEightDaysAndOneTooManyIsRefused()
    {
        await using var exchange = await Exchange.StartAsync();
        var agent = await exchange.EnrolAsync();
        var grain = exchange.OwnerOf(agent.Owner);
        var now = exchange.Now.ToUnixTimeMilliseconds();
        for (var i = 1; i < Limits.MaxViewersPerOwner; i++)
            Assert.Equal(
                Refusal.None, await grain.PublishViewer(TestOwner.Certify(agent.Owner.Oik, now, 60_000).Bytes));
        var more = TestOwner.Certify(agent.Owner.Oik, now, Cxe1Limits.ViewerLife).Bytes;
        Assert.Equal(Refusal.LimitReached, await grain.PublishViewer(more));

        exchange.Time.Advance(TimeSpan.FromMinutes(1) + TimeSpan.FromDays(8) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(Limits.MaxViewersPerOwner, (await grain.GetViewers()).Count);
        exchange.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(agent.Owner.Viewer!.Bytes.ToArray(), Assert.Single(await grain.GetViewers()).ToArray());
        Assert.Equal(Refusal.None, await grain.PublishViewer(more));
    }
}
