using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Tests.Cxe1;

/// <summary>A copied or rolled-back sender never encrypts two texts with the same key and nonce.</summary>
public sealed class CloneTests
{
    [Fact]
    public void TwoClonesOfAChainNeverUseAKeyAndNonceForTwoTextsEvenIfTheirRandomnessRepeats()
    {
        const int epochs = 50;
        var random = TestKeys.Digest("the same randomness in both clones").ToArray();
        var dsk = TestKeys.Ed25519("dsk");
        var used = new Dictionary<string, string>();
        var withoutGuard = new HashSet<string>();
        var messages = 0;
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            var chainKey = TestKeys.Digest($"chain key {epoch}").ToArray();
            for (var n = 0; n < Cxe1Limits.MessagesPerEpoch; n++, MessageKeys.Advance(chainKey))
                foreach (var clone in (string[])["first", "other"])
                {
                    messages++;
                    var text = $"{clone} clone's text {epoch} {n}";
                    var header = EnvelopeViewTests.Header with { Index = n };
                    var envelope = MessageSealer.Seal(
                        chainKey, random, header, System.Text.Encoding.UTF8.GetBytes(text), dsk);
                    Assert.True(used.TryAdd(KeyAndNonce(chainKey, envelope), text));
                    envelope.AsSpan(274, 16).Clear();
                    withoutGuard.Add(KeyAndNonce(chainKey, envelope));
                }
        }
        Assert.Equal(10_000, messages);
        // The check can fail: without the guard every second message would repeat its clone's key and nonce.
        Assert.Equal(5_000, withoutGuard.Count);
    }

    [Fact]
    public void TwoClonesOfADeviceWithTheSameRandomnessOpenDifferentEpochs()
    {
        var talk = new TestConversation();
        var hashes = new HashSet<Bytes32>();
        foreach (var text in (string[])["one", "two"])
        {
            var store = talk.A.Store.Clone();
            var repeatable = new Random(7);
            using var sender = new ConnectionSender(
                store, talk.A.Keys, talk.Clock, repeatable.NextBytes, Ephemerals.Fresh);
            Assert.True(sender.TrySeal(
                talk.Context(talk.A),
                TestConversation.Message(text),
                talk.Alice.Directory(),
                talk.Bob.Directory(),
                out _,
                out _));
            var record = Outbox.Pending(store, TestConversation.Connection, 1)[0].Bytes;
            Assert.True(EpochView.TryParse(record, out var epoch, out _));
            Assert.True(hashes.Add(epoch.EpochHash));
        }
    }

    [Fact]
    public void ARolledBackDeviceIsNoticedAndStillHasItsText()
    {
        var talk = new TestConversation();
        var backup = talk.A.Store.Tables;
        talk.Exchange(talk.A, talk.B, "1");
        talk.A.Store.Tables = backup;
        var rolledBack = talk.A.Restarted();

        // Its first epoch number is taken, and in the next epoch its sequence and history are.
        var forked = talk.Seal(rolledBack, "2");
        var items = TestConversation.Collect(rolledBack);
        Assert.Equal(Cxe1Error.EpochFork, talk.Accept(talk.B, items[0].Bytes));
        Assert.True(rolledBack.Sender.TryReseal(
            talk.Context(rolledBack),
            forked.EnvelopeHash,
            talk.Alice.Directory(),
            talk.Bob.Directory(),
            out var second,
            out _));
        items = TestConversation.Collect(rolledBack);
        Assert.Equal(Cxe1Error.None, talk.Accept(talk.B, items[0].Bytes));
        Assert.Equal(Cxe1Error.HistoryForked, talk.Receive(talk.B, items[1].Bytes).Error);

        // So it has to enrol as a new device, and takes the text along.
        var text = SentMessages.Find(rolledBack.Store, second.EnvelopeHash);
        Assert.Equal(TestConversation.Message("2"), text);
    }

    private static string KeyAndNonce(ReadOnlySpan<byte> chainKey, ReadOnlySpan<byte> envelope)
    {
        Span<byte> messageKey = stackalloc byte[32];
        Span<byte> keyAndNonce = stackalloc byte[44];
        MessageKeys.MessageKey(chainKey, messageKey);
        MessageKeys.KeyAndNonce(messageKey, envelope[..291], keyAndNonce);
        return Hex(keyAndNonce);
    }
}
