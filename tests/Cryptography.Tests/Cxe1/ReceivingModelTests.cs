using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Tests.Cxe1;

/// <summary>Random orders of delivery against a model that only counts.</summary>
public sealed class ReceivingModelTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void InAnyOrderAndHoweverOftenEveryMessageArrivesOnce(int seed)
    {
        var random = new Random(seed);
        var talk = new TestConversation();
        var sender = talk.A;
        var pool = new List<ReadOnlyMemory<byte>>();
        var arrived = new Dictionary<string, int>();
        var sent = 0;
        for (var step = 0; step < 600; step++)
            switch (random.Next(10))
            {
                case < 4:
                    pool.Add(talk.Send(sender, $"{sent++}", talk.B));
                    break;
                case < 9 when pool.Count > 0:
                    Deliver(pool[random.Next(pool.Count)]);
                    break;
                case 9 when random.Next(20) == 0:
                    sender = sender.Restarted();
                    break;
                case 9:
                    Acknowledge();
                    break;
            }
        foreach (var envelope in pool) Deliver(envelope);

        Assert.True(arrived.Count == sent && arrived.Values.All(times => times == 1), $"seed {seed}");
        Assert.Empty(talk.B.Store.Rows(DeviceTable.SkippedKeys));

        void Deliver(ReadOnlyMemory<byte> envelope)
        {
            var receiver = random.Next(5) == 0 ? talk.B.Restarted() : talk.B;
            var outcome = talk.Receive(receiver, envelope);
            Assert.True(outcome.Error == Cxe1Error.None, $"seed {seed}: {outcome.Error}");
            if (outcome.IsDuplicate) return;
            var text = outcome.Message!.Content.Text;
            arrived[text] = arrived.GetValueOrDefault(text) + 1;
        }

        void Acknowledge()
        {
            foreach (var message in Inbox.Unacknowledged(talk.B.Store, random.Next(1, 5)))
                Inbox.Acknowledge(talk.B.Store, message.EnvelopeHash);
        }
    }

    [Fact]
    public void ARepeatIsAnsweredFromTheInboxUntilItIsAcknowledged()
    {
        var talk = new TestConversation();
        var envelope = talk.Send(talk.A, "text", talk.B);
        var first = talk.Receive(talk.B, envelope);
        var second = talk.Receive(talk.B, envelope);
        Inbox.Acknowledge(talk.B.Store, first.Message!.EnvelopeHash);
        var third = talk.Receive(talk.B, envelope);

        Assert.Equal((true, first.Message), (second.IsDuplicate, second.Message));
        Assert.Equal((Cxe1Error.None, true, null), (third.Error, third.IsDuplicate, third.Message));
        Assert.Empty(talk.B.Store.Rows(DeviceTable.Inbox));
    }

    [Fact]
    public void AGapIsTold()
    {
        var talk = new TestConversation();
        var first = talk.Send(talk.A, "1", talk.B);
        var second = talk.Send(talk.A, "2");
        Assert.False(talk.Receive(talk.B, second).HasPredecessor);
        Assert.True(talk.Receive(talk.B, first).HasPredecessor);
    }

    [Fact]
    public void SkippedKeysAreBoundedAndAConnectionLosesItsOwnFirst()
    {
        var talk = new TestConversation();
        var other = new ReceivingChain
        {
            Connection = TestKeys.Id("another connection"),
            SenderAgent = default,
            SenderDevice = default,
            Dsk = default,
            Created = TestKeys.Start,
            Expiry = TestKeys.Start + 1,
        };
        using (var transaction = talk.B.Store.Begin())
        {
            SkippedKeys.Skip(transaction, other, TestKeys.Digest("epoch"), 90, TestKeys.Start);
            transaction.Commit();
        }
        var late = new List<ReadOnlyMemory<byte>>();
        for (var epoch = 0; epoch < 11; epoch++)
        {
            talk.Clock.Now++;
            for (var n = 0; n < 99; n++) late.Add(talk.Send(talk.A, $"{epoch} {n}", talk.B));
            Assert.Equal(Cxe1Error.None, talk.Receive(talk.B, talk.Send(talk.A, $"{epoch} last")).Error);
        }

        var rows = talk.B.Store.Rows(DeviceTable.SkippedKeys).ToList();
        Assert.Equal(Cxe1Limits.SkippedKeys, rows.Count);
        Assert.Equal(90, rows.Count(row => row.Key.AsSpan(0, 32).SequenceEqual(TestKeys.Digest("epoch").ToArray())));
        Assert.Equal(Cxe1Error.KeyGone, talk.Receive(talk.B, late[0]).Error);
        Assert.Equal(Cxe1Error.None, talk.Receive(talk.B, late[^1]).Error);
    }

    [Fact]
    public void NothingIsKeptForLongerThanItsTime()
    {
        var talk = new TestConversation();
        talk.Exchange(talk.A, talk.B, "1");
        talk.Exchange(talk.B, talk.A, "2");
        talk.Send(talk.A, "3");
        talk.Receive(talk.B, talk.Send(talk.A, "4"));
        foreach (var message in Inbox.Unacknowledged(talk.B.Store, 10))
            Inbox.Acknowledge(talk.B.Store, message.EnvelopeHash);

        ExpiringState.Destroy(talk.B.Store, talk.Clock.Now + 20 * Cxe1Limits.Day);

        DeviceTable[] secret =
            [DeviceTable.Prekeys, DeviceTable.Chains, DeviceTable.SkippedKeys, DeviceTable.Inbox, DeviceTable.Sent];
        Assert.All(secret, table => Assert.Empty(talk.B.Store.Rows(table)));
        Assert.Empty(talk.B.Store.Rows(DeviceTable.Expiry));
    }
}
