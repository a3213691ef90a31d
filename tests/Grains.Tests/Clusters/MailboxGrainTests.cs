using ContextExchange.Grains.Tests.Kit;

namespace ContextExchange.Grains.Tests.Clusters;

public sealed class MailboxGrainTests
{
    [Fact]
    public async Task EntriesOfOneCommitArePushedTogether()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        await pair.SendAsync();
        var reader = new Mailreader();
        var observer = exchange.Grains.CreateObjectReference<IMailboxObserver>(reader);
        await exchange.AgentOf(pair.Recipient).Subscribe(pair.Recipient.Device.Id, observer);
        exchange.Store.Faults.HoldCommits();
        var sends = Enumerable.Range(0, 40).Select(_ => pair.Grain.Send(pair.Next().ToRequest()).AsTask()).ToArray();
        while (exchange.Store.Faults.Waiting < 40) await Task.Yield();
        exchange.Store.Faults.ReleaseCommits();
        await Task.WhenAll(sends);

        var entries = await reader.NextAsync(40);
        Assert.Equal(entries.Select(entry => entry.Sequence).Order(), entries.Select(entry => entry.Sequence));
        Assert.InRange(reader.Pushes, 1, 39);
        GC.KeepAlive(reader);
    }

    [Fact, OrderedCalls]
    public async Task WhatComesWhileTheMailboxIsClaimedIsNotOvertaken()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        var grain = exchange.AgentOf(pair.Recipient);
        var append = Stub(pair);
        for (var round = 0; round < 300; round++)
        {
            exchange.Store.Faults.StaleNextHead();
            Assert.Equal(AppendVerdict.StaleHead, (await grain.Append(append)).Verdict);
            exchange.Store.Faults.HoldCommits();
            var cursors = grain.GetCursors();
            var appends = Enumerable.Range(0, 5).Select(_ => grain.Append(append).AsTask()).ToList();
            while (exchange.Store.Faults.Waiting == 0) await Task.Yield();
            var release = Task.Run(exchange.Store.Faults.ReleaseCommits);
            for (var i = 0; i < 20; i++) appends.Add(grain.Append(append).AsTask());
            await Task.WhenAll(release, cursors);

            var sequences = (await Task.WhenAll(appends)).Select(result => result.Sequence).ToArray();
            Assert.Equal(sequences.Order(), sequences);
        }
    }

    [Fact, OrderedCalls]
    public async Task WhatStandsBehindARefusedNumberIsPlacedAgainInItsOrder()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        var grain = exchange.AgentOf(pair.Recipient);
        var append = Stub(pair);
        var ahead = append with { Settles = Mark(pair, 7) };
        await grain.Append(append);
        for (var round = 0; round < 100; round++)
        {
            exchange.Store.Faults.HoldCommits();
            var appends = new[] { append, ahead, append, append, ahead, append }
                .Select(one => grain.Append(one).AsTask()).ToList();
            while (exchange.Store.Faults.Waiting < appends.Count) await Task.Yield();
            var release = Task.Run(exchange.Store.Faults.ReleaseCommits);
            for (var i = 0; i < 20; i++) appends.Add(grain.Append(append).AsTask());
            await release;

            var results = await Task.WhenAll(appends);
            Assert.Equal(
                [AppendVerdict.StaleMark, AppendVerdict.StaleMark],
                results.Select(result => result.Verdict).Where(verdict => verdict != AppendVerdict.Stored));
            var sequences = results.Where(result => result.Sequence > 0).Select(result => result.Sequence).ToArray();
            Assert.Equal(24, sequences.Length);
            Assert.Equal(sequences.Order(), sequences);
        }
    }

    [Fact]
    public async Task NoneIsPlacedForEver()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        var grain = exchange.AgentOf(pair.Recipient);
        var ahead = Stub(pair) with { Settles = Mark(pair, 7) };
        await grain.Append(Stub(pair));
        exchange.Store.Faults.HoldCommits();
        var appends = Enumerable.Range(0, 40).Select(_ => grain.Append(ahead).AsTask()).ToArray();
        while (exchange.Store.Faults.Waiting < appends.Length) await Task.Yield();
        exchange.Store.Faults.ReleaseCommits();

        var verdicts = (await Task.WhenAll(appends)).Select(result => result.Verdict).ToArray();
        Assert.Equal(4, verdicts.Count(verdict => verdict == AppendVerdict.StaleMark));
        Assert.Equal(36, verdicts.Count(verdict => verdict == AppendVerdict.StaleHead));
    }

    [Fact]
    public async Task WhoTookTheMailboxOverKeepsIt()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        var grain = exchange.AgentOf(pair.Recipient);
        await grain.Append(Stub(pair));
        var other = await exchange.Log.ClaimHeadAsync(pair.Recipient.Id);
        exchange.Store.Faults.HoldCommits();
        var appends = Enumerable.Range(0, 5).Select(_ => grain.Append(Stub(pair)).AsTask()).ToArray();
        while (exchange.Store.Faults.Waiting < appends.Length) await Task.Yield();
        exchange.Store.Faults.ReleaseCommits();

        var results = await Task.WhenAll(appends);
        Assert.All(results, result => Assert.Equal(AppendVerdict.StaleHead, result.Verdict));
        Assert.Equal(other.Epoch + 1, (await exchange.Log.ClaimHeadAsync(pair.Recipient.Id)).Epoch);
    }

    [Fact]
    public async Task UnackedMessagesAreReadAgainAndAcknowledgedOnesPerDevice()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        for (var i = 0; i < 3; i++) await pair.SendAsync();
        var grain = exchange.AgentOf(pair.Recipient);
        var device = pair.Recipient.Device.Id;

        Assert.Equal(Refusal.CursorAhead, await grain.Acknowledge(device, 5));
        Assert.Equal(Refusal.None, await grain.Acknowledge(device, 3));
        Assert.Equal(Refusal.None, await grain.Acknowledge(device, 2));
        Assert.Equal(Refusal.Revoked, await grain.Acknowledge(DeviceId.New(), 1));
        await exchange.RestartAsync();

        var reader = exchange.Grains.CreateObjectReference<IMailboxObserver>(new Mailreader());
        var subscription = await exchange.AgentOf(pair.Recipient).Subscribe(device, reader);
        Assert.Equal((3L, 4L), (subscription.Acknowledged, subscription.Head));
        Assert.Equal(new DeviceCursor(device, 3), Assert.Single(await exchange.AgentOf(pair.Recipient).GetCursors()));
        Assert.Equal([4L], (await exchange.AgentOf(pair.Recipient).ReadMailbox(3, 10)).Entries.Select(e => e.Sequence));
    }

    [Fact]
    public async Task CursorsBeyondBothEndsAreTold()
    {
        await using var exchange = await Exchange.StartAsync();
        var policy = ConnectionPolicy.Default with { Retention = RetentionClass.Days1 };
        var pair = await exchange.ConnectAsync(policy: policy);
        await pair.SendAsync();
        var grain = exchange.AgentOf(pair.Recipient);
        Assert.Equal(Refusal.CursorAhead, (await grain.ReadMailbox(3, 10)).Refusal);

        exchange.Time.Advance(TimeSpan.FromDays(3));
        Assert.False(await exchange.Log.ApplyRetentionAsync(exchange.Now));
        await pair.OpenEpochAsync();
        await pair.SendAsync();

        var page = await grain.ReadMailbox(0, 10);
        Assert.Equal((Refusal.CursorExpired, 3L, 3L), (page.Refusal, page.Oldest, page.Head));
        Assert.Equal(3, Assert.Single((await grain.ReadMailbox(2, 10)).Entries).Sequence);
    }

    [Fact]
    public async Task AnUnacknowledgedMessageBecomesAStubAndItsSenderHearsOnce()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        var late = await pair.ReadyAsync() with { TimeToLive = 60 };
        await pair.Grain.Send(late.ToRequest());
        var longer = pair.Next() with { TimeToLive = 120 };
        await pair.Grain.Send(longer.ToRequest());

        exchange.Time.Advance(TimeSpan.FromSeconds(60));
        var seen = (await exchange.MailOfAsync(pair.Recipient))[^2..];
        Assert.Equal([EntryKind.Stub, EntryKind.Message], seen.Select(entry => entry.Kind));

        await exchange.SweepAsync();
        await exchange.SweepAsync();
        await exchange.RestartAsync();
        await exchange.PassAsync(TimeSpan.FromSeconds(60));
        await exchange.SweepAsync();
        var told = (await exchange.NoticesOfAsync(pair.Sender))
            .Where(notice => notice.Kind == NoticeKind.Undelivered).Select(notice => notice.Message);
        Assert.Equal([late.Id, longer.Id], told);
    }

    [Fact]
    public async Task AnAcknowledgedMessageStaysAndNobodyIsTold()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await exchange.ConnectAsync();
        await pair.Grain.Send((await pair.ReadyAsync() with { TimeToLive = 60 }).ToRequest());
        await exchange.AgentOf(pair.Recipient).Acknowledge(pair.Recipient.Device.Id, 2);
        await exchange.PassAsync(TimeSpan.FromHours(1));
        Assert.Equal(EntryKind.Message, (await exchange.MailOfAsync(pair.Recipient))[^1].Kind);
        Assert.DoesNotContain(
            await exchange.NoticesOfAsync(pair.Sender), notice => notice.Kind == NoticeKind.Undelivered);
    }

    [Fact]
    public async Task PresenceIsDerivedFromSubscriptionsThatAreRenewed()
    {
        await using var exchange = await Exchange.StartAsync();
        var agent = await exchange.EnrolAsync();
        var grain = exchange.AgentOf(agent);
        var observer = exchange.Grains.CreateObjectReference<IMailboxObserver>(new Mailreader());
        Assert.False((await grain.Get())!.Online);
        await grain.Subscribe(agent.Device.Id, observer);
        exchange.Time.Advance(TimeSpan.FromSeconds(60));
        await grain.Subscribe(agent.Device.Id, observer);
        exchange.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.True((await grain.Get())!.Online);
        exchange.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.False((await grain.Get())!.Online);
        await grain.Subscribe(agent.Device.Id, observer);
        await grain.Unsubscribe(agent.Device.Id, observer);
        Assert.False((await grain.Get())!.Online);
    }

    [Fact]
    public async Task NothingIsStoredForAnAgentThatDoesNotExist()
    {
        await using var exchange = await Exchange.StartAsync();
        var grain = exchange.AgentOf(new TestAgent());
        var notice = new MailboxAppend(EntryKind.Notice, default, new byte[43], default, RetentionClass.Keep, null);
        Assert.Equal(AppendVerdict.NoSuchAgent, (await grain.Append(notice)).Verdict);
        Assert.Null(await grain.Get());
        Assert.Null(await grain.GetKeys());
        Assert.Equal(Refusal.NotFound, await grain.Rename("Eve"));
    }

    private static MailboxAppend Stub(Pair pair) => new(
        EntryKind.Stub, pair.Id, new byte[] { 1 }, ReadOnlyMemory<byte>.Empty, RetentionClass.Days1, ExpiresAt: null);

    private static SenderMark Mark(Pair pair, long sequence) => new(
        pair.Id, pair.Sender.Device.Id, sequence, new byte[32], 1, 1, SendStatus.Accepted);
}
