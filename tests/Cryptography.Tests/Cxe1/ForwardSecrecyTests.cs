using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Tests.Cxe1;

/// <summary>Real dumps of a device's state against all that was sent.</summary>
public sealed class ForwardSecrecyTests
{
    [Fact]
    public void AStolenStateOpensNoEarlierMessageExceptByAKeptPrekeyOrASkippedKey()
    {
        var talk = new TestConversation();
        var oneTime = PrekeyShelf.Publish(talk.B.Store, talk.B.Keys, PrekeyKind.OneTimePrekey, 1, talk.Clock.Now);
        talk.Bob.Prekeys.AddRange(oneTime);
        for (var n = 0; n < 6; n++) talk.Seal(talk.A, $"message {n}");
        var items = TestConversation.Collect(talk.A);
        var epoch = items[0].Bytes;
        ReadOnlyMemory<byte>[] envelopes = [.. items.Skip(1).Select(item => item.Bytes)];

        var beforeTheEpoch = new Thief(talk.B.Store);
        Assert.Equal(Cxe1Error.None, talk.Accept(talk.B, epoch));
        var beforeTheMessages = new Thief(talk.B.Store);
        foreach (var n in (int[])[0, 1, 3]) Read(envelopes[n]);
        var afterFour = new Thief(talk.B.Store);

        // The thief is no straw man: with the state of the right time it opens everything.
        Assert.All(envelopes, envelope => Assert.True(beforeTheEpoch.Opens(envelope, epoch)));
        Assert.All(envelopes, envelope => Assert.True(beforeTheMessages.Opens(envelope, epoch)));
        Assert.Equal(
            [false, false, true, false, true, true], envelopes.Select(envelope => afterFour.Opens(envelope, epoch)));

        void Read(ReadOnlyMemory<byte> envelope)
        {
            var message = talk.Receive(talk.B, envelope).Message;
            Inbox.Acknowledge(talk.B.Store, message!.EnvelopeHash);
        }
    }

    [Fact]
    public void ASendersStateOpensNothingThatItSent()
    {
        var talk = new TestConversation();
        talk.Seal(talk.A, "text");
        var items = TestConversation.Collect(talk.A);
        Assert.False(new Thief(talk.A.Store).Opens(items[1].Bytes, items[0].Bytes));
    }

    [Fact]
    public void AfterTheNextTurnAStolenStateOpensNothingNew()
    {
        var talk = new TestConversation();
        talk.Exchange(talk.A, talk.B, "1");
        var thief = new Thief(talk.B.Store);
        talk.Exchange(talk.B, talk.A, "the stolen device opens a new epoch");
        talk.Clock.Now += Cxe1Limits.ReplyEpochInterval;
        talk.Seal(talk.A, "the peer answers with its reply prekey");
        var items = TestConversation.Collect(talk.A);

        Assert.True(items[0].IsEpoch);
        Assert.False(thief.Opens(items[1].Bytes, items[0].Bytes));
        Assert.True(new Thief(talk.B.Store).Opens(items[1].Bytes, items[0].Bytes));
    }
}
