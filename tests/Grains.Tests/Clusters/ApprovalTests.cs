using ContextExchange.Cryptography;
using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Grains.Tests.Kit;

namespace ContextExchange.Grains.Tests.Clusters;

/// <summary>Nothing that an owner did not sign for this very message lets it pass.</summary>
public sealed class ApprovalTests
{
    [Fact]
    public async Task OnlyAnApprovalThatHoldsReleasesAMessage()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await AskingAsync(exchange, Contracts.Open, Contracts.AskToReceive);
        var (other, message) = (await HoldAsync(pair), await HoldAsync(pair));
        var end = exchange.Now.AddHours(1).ToUnixTimeMilliseconds();
        var bob = pair.Recipient;
        var elsewhere = await AskingAsync(exchange, Contracts.Open, Contracts.AskToReceive);
        var foreign = await HoldAsync(elsewhere);
        (Refusal Expected, Approval Approval)[] rows =
        [
            (Refusal.Malformed, pair.Approve(bob, message.Request, decision: ApprovalDecision.Refuse)),
            (Refusal.Malformed, pair.Approve(bob, message.Request, expiry: end + 1)),
            (Refusal.InvalidSignature, pair.Approve(bob, message.Request, oik: pair.Sender.Owner.Oik)),
            (Refusal.InvalidSignature, pair.Approve(bob, message.Request, oik: bob.Aik)),
            (Refusal.InvalidSignature, pair.Approve(bob, message.Request, of: OwnerSide.Sender)),
            (Refusal.InvalidSignature, pair.Approve(bob, other.Request)),
            (Refusal.InvalidSignature, elsewhere.Approve(elsewhere.Recipient, foreign.Request, oik: bob.Owner.Oik)),
            (Refusal.Expired, pair.Approve(
                bob, message.Request, expiry: exchange.Now.ToUnixTimeMilliseconds())),
        ];

        foreach (var (expected, approval) in rows)
            Assert.Equal(expected, await DecideAsync(pair, bob, message.Id, approval.Bytes));
        Assert.Equal(2, (await pair.Grain.GetHolds(bob.Id)).Count);
        Assert.DoesNotContain(await exchange.MailOfAsync(bob), entry => entry.Kind == EntryKind.Message);

        var good = pair.Approve(bob, message.Request, expiry: exchange.Now.ToUnixTimeMilliseconds() + 1);
        Assert.Equal(Refusal.None, await DecideAsync(pair, bob, message.Id, good.Bytes));
        Assert.Equal(Refusal.Used, await DecideAsync(pair, bob, message.Id, good.Bytes));
    }

    [Fact]
    public async Task EveryBitOfAnApprovalCounts()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await AskingAsync(exchange, Contracts.AskToShare, Contracts.Open);
        var message = await HoldAsync(pair);
        var good = pair.Approve(pair.Sender, message.Request).Bytes.ToArray();
        for (var bit = 0; bit < good.Length * 8; bit += 7)
        {
            var wrong = good.ToArray();
            wrong[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.NotEqual(Refusal.None, await DecideAsync(pair, pair.Sender, message.Id, wrong));
        }

        Assert.Equal(Refusal.None, await DecideAsync(pair, pair.Sender, message.Id, good));
    }

    [Fact]
    public async Task WhereBothOwnersDecideTheMessageCarriesBothApprovalsTheSendersFirst()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await AskingAsync(exchange, Contracts.AskToShare, Contracts.AskToReceive);
        var message = await HoldAsync(pair);
        var first = pair.Approve(pair.Sender, message.Request).Bytes;
        var second = pair.Approve(pair.Recipient, message.Request).Bytes;

        Assert.Equal(Refusal.None, await DecideAsync(pair, pair.Sender, message.Id, first));
        await exchange.RestartAsync();
        var waiting = Assert.Single(await exchange.OwnerOf(pair.Recipient.Owner).GetApprovals());
        Assert.Equal([.. message.Request.Envelope.ToArray(), .. first.ToArray()], waiting.Envelope.ToArray());
        // The first owner's approval is not the second's.
        Assert.Equal(
            Refusal.InvalidSignature, await DecideAsync(pair, pair.Recipient, message.Id, first));
        Assert.Equal(Refusal.None, await DecideAsync(pair, pair.Recipient, message.Id, second));

        byte[] delivered = [.. message.Request.Envelope.ToArray(), .. first.ToArray(), .. second.ToArray()];
        var entry = (await exchange.MailOfAsync(pair.Recipient))[^1];
        Assert.Equal(delivered, entry.Body.ToArray());
        var page = await pair.Grain.Read(pair.Sender.Id, null, 10);
        Assert.Equal(delivered, page.Entries[^1].Body.ToArray());
        Assert.True(DeliveredMessage.TryParse(entry.Body, out var parsed, out _));
        Assert.Equal(Cxe1Error.None, ConsentRule.Check(
            parsed, pair.Sender.TermsFor(pair.Recipient)!, pair.Recipient.TermsFor(pair.Sender)!,
            pair.Sender.Owner.Oik.RawPublicKey(), pair.Recipient.Owner.Oik.RawPublicKey(),
            exchange.Now.ToUnixTimeMilliseconds()));
    }

    [Fact]
    public async Task AnApprovedMessageThatNobodyReadsInTimeIsAStubAndItsSenderTold()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await AskingAsync(exchange, Contracts.Open, Contracts.AskToReceive);
        var message = await HoldAsync(pair);
        var yes = pair.Approve(pair.Recipient, message.Request).Bytes;
        Assert.Equal(Refusal.None, await DecideAsync(pair, pair.Recipient, message.Id, yes));

        await exchange.PassAsync(TimeSpan.FromHours(1));

        Assert.Equal(EntryKind.Stub, (await exchange.MailOfAsync(pair.Recipient))[^1].Kind);
        Assert.Contains(
            await exchange.NoticesOfAsync(pair.Sender),
            notice => notice.Kind == NoticeKind.Undelivered && notice.Message == message.Id);
    }

    [Fact]
    public async Task WhatTheDeviceDidNotSignIsNeverHeldAndItsNumberStaysFree()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await AskingAsync(exchange, Contracts.Open, Contracts.AskToReceive);
        var good = await pair.ReadyAsync();
        var forged = good with { SignedBy = pair.Recipient.Device.Dsk };

        Assert.Equal(SendStatus.Malformed, (await pair.Grain.Send(forged.ToRequest())).Status);
        Assert.Empty(await pair.Grain.GetHolds(pair.Recipient.Id));
        Assert.Equal(SendStatus.Held, (await pair.Grain.Send(good.ToRequest())).Status);
    }

    [Fact]
    public async Task AMessageThatDoesNotAskWhereItsTermsDoIsStale()
    {
        await using var exchange = await Exchange.StartAsync();
        var pair = await AskingAsync(exchange, Contracts.AskToShare, Contracts.Open);
        var silent = await pair.ReadyAsync() with { Silent = true };
        Assert.Equal(SendStatus.StaleTerms, (await pair.Grain.Send(silent.ToRequest())).Status);
    }

    [Fact]
    public async Task ADecisionThatTheTermsLetNobodyMakeHasNoApprover()
    {
        await using var exchange = await Exchange.StartAsync();
        var auto = Contracts.One(ConsentLevel.Auto, ConsentLevel.Auto, ownerReads: false);
        var pair = await AskingAsync(exchange, auto, auto);
        var asking = await pair.ReadyAsync() with { Ask = true };
        Assert.Equal(SendStatus.NoApprover, (await pair.Grain.Send(asking.ToRequest())).Status);
        // It settles its number, and what asks nobody goes on.
        Assert.Equal(SendStatus.Accepted, (await pair.Grain.Send(pair.Next().ToRequest())).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AMessageIsHeldOnlyIfTheOwnerWhoDecidesIsAReader(bool senderDecides)
    {
        await using var exchange = await Exchange.StartAsync();
        var ask = senderDecides
            ? Contracts.One(ConsentLevel.Ask, ConsentLevel.Auto, ownerReads: false)
            : Contracts.One(ConsentLevel.Auto, ConsentLevel.Ask, ownerReads: false);
        var auto = Contracts.One(ConsentLevel.Auto, ConsentLevel.Auto, ownerReads: false);
        var pair = senderDecides ? await AskingAsync(exchange, ask, auto) : await AskingAsync(exchange, auto, ask);
        await pair.OpenEpochAsync(pair.Epoch() with { Viewers = [] });
        Assert.Equal(SendStatus.StaleDirectory, (await pair.Grain.Send(pair.Next().ToRequest())).Status);

        await pair.OpenEpochAsync();
        pair.Sequence--;
        var message = pair.Next();
        await exchange.RestartAsync();
        Assert.Equal(SendStatus.Held, (await pair.Grain.Send(message.ToRequest())).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WithoutAViewerInForceAnOwnerCannotDecide(bool had)
    {
        await using var exchange = await Exchange.StartAsync();
        var alice = await exchange.EnrolAsync();
        var bob = await exchange.EnrolAsync(hasViewer: false);
        if (had)
        {
            var viewer = TestOwner.Certify(bob.Owner.Oik, exchange.Now.ToUnixTimeMilliseconds(), 60_000);
            Assert.Equal(Refusal.None, await exchange.OwnerOf(bob.Owner).PublishViewer(viewer.Bytes));
        }

        var ask = Contracts.One(ConsentLevel.Auto, ConsentLevel.Ask, ownerReads: false);
        var pair = await exchange.ConnectAsync(alice, bob, Contracts.Open, ask);
        await pair.OpenEpochAsync();
        exchange.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(SendStatus.NoApprover, (await pair.Grain.Send(pair.Next().ToRequest())).Status);
    }

    private static Task<Refusal> DecideAsync(
        Pair pair, TestAgent side, EnvelopeId message, ReadOnlyMemory<byte> approval) =>
        pair.Grain.Decide(side.Id, message, new Decision(Verdict.Approve, side.Owner.Id, approval));

    private static async Task<(EnvelopeId Id, SendRequest Request)> HoldAsync(Pair pair)
    {
        var message = await pair.ReadyAsync();
        var request = message.ToRequest();
        Assert.Equal(SendStatus.Held, (await pair.Grain.Send(request)).Status);
        return (message.Id, request);
    }

    private static async Task<Pair> AskingAsync(Exchange exchange, Terms sender, Terms recipient)
    {
        TestAgent one = await exchange.EnrolAsync(), other = await exchange.EnrolAsync();
        return await exchange.ConnectAsync(one, other, sender, recipient);
    }
}
