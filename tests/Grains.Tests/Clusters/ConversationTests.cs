using System.Buffers.Binary;
using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Grains.Tests.Kit;

namespace ContextExchange.Grains.Tests.Clusters;

/// <summary>Two agents that answer each other.</summary>
public sealed class ConversationTests
{
    [Fact]
    public async Task AgentsThatWriteToEachOtherNeverWaitForEachOther()
    {
        await using var exchange = await Exchange.StartAsync(options => options.MaxTurnsPerMinute = 1_000_000);
        var there = await exchange.ConnectAsync();
        var back = there.Back();
        await there.OpenEpochAsync();
        await back.OpenEpochAsync();

        var sends = new List<Task<SendResult>>();
        for (var i = 0; i < 100; i++)
        {
            sends.Add(there.Grain.Send(there.Next().ToRequest()).AsTask());
            sends.Add(back.Grain.Send(back.Next().ToRequest()).AsTask());
        }

        Assert.All(await Task.WhenAll(sends), result => Assert.Equal(SendStatus.Accepted, result.Status));
        foreach (var agent in new[] { there.Sender, there.Recipient })
            Assert.Equal(100, (await exchange.MailOfAsync(agent)).Count(entry => entry.Kind == EntryKind.Message));
    }

    [Fact]
    public async Task AnEchoingPairStopsAtItsHops()
    {
        await using var exchange = await Exchange.StartAsync();
        var there = await exchange.ConnectAsync();
        Pair[] sides = [there, there.Back()];
        var owner = new ActivityReader();
        await there.Grain.Watch(
            there.Sender.Id, exchange.Grains.CreateObjectReference<IActivityObserver>(owner), seen: null);

        await EchoAsync(exchange, sides);

        var told = await owner.NextAsync("conversation.stopped");
        Assert.Equal((sides[Limits.MaxHops % 2].Sender.Id, "loop-limit"), (told.From, told.Status));
        Assert.Equal("message.refused", (await owner.NextAsync()).Kind);
        GC.KeepAlive(owner);
    }

    [Fact]
    public async Task BothOwnersHearOfAStoppedConversationThatNobodyWatched()
    {
        await using var exchange = await Exchange.StartAsync();
        var there = await exchange.ConnectAsync();

        await EchoAsync(exchange, [there, there.Back()]);
        await exchange.RestartAsync();

        Assert.Equal(2, exchange.Post.Stopped.Count);
        foreach (var agent in new[] { there.Sender, there.Recipient })
        {
            Assert.Contains(agent.Id, exchange.Post.Stopped);
            var page = await exchange.Between(there.Sender, there.Recipient).ReadBack(agent.Id, before: null, max: 9);
            var last = page.Entries.Last(entry => entry.Kind == EntryKind.Message);
            Assert.True(EnvelopeView.TryParse(last.Body, out var newest, out _));
            Assert.Equal((Limits.MaxHops, Limits.MaxHops), ((int)newest.Hop, (int)newest.MaxHops));
        }
    }

    [Fact]
    public async Task ALowerLimitIsTheAgentsOwnAndNoNews()
    {
        await using var exchange = await Exchange.StartAsync();
        var there = await exchange.ConnectAsync();

        var question = await there.ReadyAsync() with { MaxHops = 1 };
        var asked = await there.Grain.Send(question.ToRequest());
        var answer = await there.Back().ReadyAsync() with
        {
            Root = question.Root, Parent = question.Id.Value, Hop = 1, Budget = question.Budget - 1, MaxHops = 1,
        };
        var answered = await there.Grain.Send(
            answer.ToRequest(await ClaimAsync(exchange, question, there.Recipient)));

        Assert.Equal((SendStatus.Accepted, SendStatus.Accepted), (asked.Status, answered.Status));
        Assert.Empty(exchange.Post.Stopped);
    }

    [Fact]
    public async Task AnEchoThatAlwaysStartsAnewStopsWithinTheMinute()
    {
        await using var exchange = await Exchange.StartAsync();
        var there = await exchange.ConnectAsync();
        var back = there.Back();
        var accepted = 0;
        SendResult result;
        do
        {
            var side = accepted % 2 == 0 ? there : back;
            result = await side.SendAsync();
            if (result.Status == SendStatus.Accepted) accepted++;
        }
        while (result.Status == SendStatus.Accepted);

        Assert.Equal((SendStatus.Overloaded, 200), (result.Status, accepted));
        Assert.InRange(result.RetryAfter, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task AnAnswerMustBringBackItsParentsLineage()
    {
        await using var exchange = await Exchange.StartAsync();
        var there = await exchange.ConnectAsync();
        var back = there.Back();
        var question = await there.ReadyAsync() with { Taint = 1 };
        await there.Grain.Send(question.ToRequest());
        var claim = await ClaimAsync(exchange, question, there.Recipient);
        var answer = await back.ReadyAsync() with
        {
            Root = question.Root, Parent = question.Id.Value, Hop = 1, Taint = 1, Budget = 10,
        };

        (TestEnvelope Message, byte[]? Claim)[] wrong =
        [
            (answer, null), (answer with { Taint = 0 }, claim), (answer with { Hop = 2 }, claim),
            (answer with { Root = Guid.NewGuid() }, claim), (answer with { Budget = 1_000 }, claim),
        ];
        foreach (var (message, lineage) in wrong)
        {
            var numbered = message with { Sequence = back.Sequence, Index = (int)back.Sequence - 1 };
            Assert.Equal(SendStatus.LineageInvalid, (await back.Grain.Send(numbered.ToRequest(lineage))).Status);
            back.Sequence++;
        }

        var honest = answer with { Sequence = back.Sequence, Index = (int)back.Sequence - 1 };
        Assert.Equal(SendStatus.Accepted, (await back.Grain.Send(honest.ToRequest(claim))).Status);
    }

    /// <summary>What the recipient gives back: the header's fields and the delivery's tag.</summary>
    /// <summary>The sides answer each other until an answer is refused.</summary>
    private static async Task EchoAsync(Exchange exchange, Pair[] sides)
    {
        var message = await sides[0].ReadyAsync() with { MaxHops = Limits.MaxHops };
        byte[]? lineage = null;
        for (var hop = 0; ; hop++)
        {
            var result = await sides[0].Grain.Send(message.ToRequest(lineage));
            if (hop > Limits.MaxHops)
            {
                Assert.Equal(SendStatus.LoopLimit, result.Status);
                break;
            }

            Assert.Equal(SendStatus.Accepted, result.Status);
            var side = sides[(hop + 1) % 2];
            lineage = await ClaimAsync(exchange, message, side.Sender);
            message = await side.ReadyAsync() with
            {
                Root = message.Root, Parent = message.Id.Value, Hop = (byte)(hop + 1), Budget = message.Budget - 1,
                MaxHops = (byte)Math.Max(Limits.MaxHops, hop + 1),
            };
        }
    }

    private static async Task<byte[]> ClaimAsync(Exchange exchange, TestEnvelope parent, TestAgent recipient)
    {
        var claim = new byte[39];
        parent.Root.TryWriteBytes(claim, bigEndian: true, out _);
        claim[16] = parent.Hop;
        BinaryPrimitives.WriteUInt16BigEndian(claim.AsSpan(17), parent.Taint);
        BinaryPrimitives.WriteUInt32BigEndian(claim.AsSpan(19), parent.Budget);
        var entry = (await exchange.MailOfAsync(recipient)).Last(entry => entry.Kind == EntryKind.Message);
        entry.LineageTag.CopyTo(claim.AsMemory(23));
        return claim;
    }
}
