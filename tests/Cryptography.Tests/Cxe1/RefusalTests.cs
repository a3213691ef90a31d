using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Tests.Cxe1;

/// <summary>Every refusal of an epoch and of a message, and that a refusal changes nothing.</summary>
public sealed class RefusalTests
{
    private readonly TestConversation _talk = new(aliceDevices: 2, bobDevices: 2);

    [Fact]
    public void ChangingAnyByteOfAnEpochIsRefusedAndChangesNothing()
    {
        _talk.Seal(_talk.A, "text");
        var record = TestConversation.Collect(_talk.A)[0].Bytes.ToArray();
        Assert.True(EpochView.TryParse(record, out var epoch, out _));
        var form = epoch.ForReader(epoch.IndexOf(_talk.Bob.Identity.Agent, _talk.B.Keys.Device, ReaderKind.Device));
        var own = _talk.Alice.Directory();
        var peer = _talk.Bob.Directory();
        var before = _talk.B.Store.Tables;

        foreach (var original in (byte[][])[record, form])
            foreach (var copy in Tampering.EachByte(original))
                Assert.NotEqual(
                    Cxe1Error.None, _talk.B.Receiver.AcceptEpoch(_talk.Context(_talk.B), copy, peer, own));
        foreach (var copy in Tampering.EachTruncation(form))
            Assert.NotEqual(Cxe1Error.None, _talk.B.Receiver.AcceptEpoch(_talk.Context(_talk.B), copy, peer, own));

        Assert.Same(before, _talk.B.Store.Tables);
        Assert.Equal(Cxe1Error.None, _talk.Accept(_talk.B, form));
    }

    [Fact]
    public void ChangingAnyByteOfAnEnvelopeIsRefusedAndChangesNothing()
    {
        var envelope = _talk.Send(_talk.A, "text", _talk.B).ToArray();
        var before = _talk.B.Store.Tables;

        foreach (var copy in Tampering.EachByte(envelope).Concat(Tampering.EachTruncation(envelope)))
            Assert.NotEqual(Cxe1Error.None, _talk.Receive(_talk.B, copy).Error);

        Assert.Same(before, _talk.B.Store.Tables);
        Assert.Equal("text", _talk.Receive(_talk.B, envelope).Message?.Content.Text);
    }

    [Fact]
    public void RandomBytesAreRefusedAndNeverThrow()
    {
        const int seed = 20_260_101;
        var random = new Random(seed);
        _talk.Seal(_talk.A, "text");
        var items = TestConversation.Collect(_talk.A);
        for (var i = 0; i < 2_000; i++)
        {
            var isEpoch = random.Next(2) == 0;
            var bytes = items[isEpoch ? 0 : 1].Bytes.ToArray();
            // Runs of random bytes in real records reach deeper than random records.
            for (var run = random.Next(1, 4); run > 0; run--)
            {
                var rest = bytes.AsSpan(random.Next(bytes.Length));
                random.NextBytes(rest[..random.Next(1, Math.Min(rest.Length, 40) + 1)]);
            }
            var error = isEpoch ? _talk.Accept(_talk.B, bytes) : _talk.Receive(_talk.B, bytes).Error;
            Assert.True(error != Cxe1Error.None, $"seed {seed}, round {i}");
        }
    }

    [Fact]
    public void AMessageWithoutItsEpochIsRefused()
    {
        var envelope = _talk.Send(_talk.A, "text");
        Assert.Equal(Cxe1Error.UnknownEpoch, _talk.Receive(_talk.B, envelope).Error);
    }

    [Fact]
    public void AnEpochOfAnotherConnectionIsRefused()
    {
        _talk.Seal(_talk.A, "text");
        var epoch = TestConversation.Collect(_talk.A)[0].Bytes;
        var other = _talk.Context(_talk.B) with { Connection = TestKeys.Id("another connection") };
        Assert.Equal(
            Cxe1Error.WrongIdentity,
            _talk.B.Receiver.AcceptEpoch(other, epoch, _talk.Bob.Directory(), _talk.Alice.Directory()));
    }

    [Fact]
    public void AnEpochFromTheFutureOrTheDistantPastIsRefused()
    {
        _talk.Seal(_talk.A, "text");
        var epoch = TestConversation.Collect(_talk.A)[0].Bytes;
        _talk.Clock.Now -= Cxe1Limits.ClockTolerance + 1;
        Assert.Equal(Cxe1Error.NotYetValid, _talk.Accept(_talk.B, epoch));
        _talk.Clock.Now = TestKeys.Start + Cxe1Limits.ReceivingStateKept;
        Assert.Equal(Cxe1Error.Expired, _talk.Accept(_talk.B, epoch));
        _talk.Clock.Now -= 1;
        Assert.Equal(Cxe1Error.None, _talk.Accept(_talk.B, epoch));
    }

    [Fact]
    public void ASecondEpochWithTheSameNumberIsAFork()
    {
        var clone = new TestDevice(_talk.Alice, _talk.Clock, _talk.A.Store.Clone());
        _talk.Send(_talk.A, "first", _talk.B);
        _talk.Seal(clone, "second");
        Assert.Equal(Cxe1Error.EpochFork, _talk.Accept(_talk.B, TestConversation.Collect(clone)[0].Bytes));
    }

    [Fact]
    public void ADestroyedEpochIsNotOpenedAgain()
    {
        _talk.Seal(_talk.A, "text");
        var items = TestConversation.Collect(_talk.A);
        Assert.Equal(Cxe1Error.None, _talk.Accept(_talk.B, items[0].Bytes));
        Assert.Equal(Cxe1Error.None, _talk.Receive(_talk.B, items[1].Bytes).Error);
        _talk.Clock.Now += Cxe1Limits.ReceivingStateKept;
        ExpiringState.Destroy(_talk.B.Store, _talk.Clock.Now);
        Assert.Equal(Cxe1Error.UnknownEpoch, _talk.Receive(_talk.B, items[1].Bytes).Error);
        _talk.Clock.Now -= Cxe1Limits.Day;
        Assert.Equal(Cxe1Error.Expired, _talk.Accept(_talk.B, items[0].Bytes));
    }

    [Fact]
    public void AnEpochForADestroyedPrekeyIsRefused()
    {
        _talk.Seal(_talk.A, "text");
        var epoch = TestConversation.Collect(_talk.A)[0].Bytes;
        ExpiringState.Destroy(
            _talk.B.Store, TestKeys.Start + Cxe1Limits.SignedPrekeyLife + Cxe1Limits.SignedPrekeyGrace);
        Assert.Equal(Cxe1Error.PrekeyGone, _talk.Accept(_talk.B, epoch));
    }

    [Fact]
    public void AnotherReaderWhoKnowsTheSecretCannotWriteInTheSendersName()
    {
        var envelope = _talk.Send(_talk.A, "text", _talk.B).ToArray();
        Assert.True(EnvelopeView.TryParse(envelope, out var view, out _));
        var forged = envelope.ToArray();
        var other = _talk.Bob.Devices[1].Keys.Dsk;
        Signatures.Sign(other, SignaturePurpose.Message, view.ComputeHash(), forged.AsSpan(323, 64));
        Assert.Equal(Cxe1Error.SignatureInvalid, _talk.Receive(_talk.B, forged).Error);
    }

    [Theory]
    [InlineData(20, Cxe1Error.WrongSender)]
    [InlineData(36, Cxe1Error.WrongSender)]
    [InlineData(52, Cxe1Error.WrongSender)]
    [InlineData(68, Cxe1Error.WrongRecipient)]
    [InlineData(84, Cxe1Error.UnknownEpoch)]
    [InlineData(147, Cxe1Error.ConsentMismatch)]
    [InlineData(128, Cxe1Error.NotAllowed)]
    [InlineData(148, Cxe1Error.ApprovalMissing)]
    [InlineData(156, Cxe1Error.CannotOpen)]
    [InlineData(202, Cxe1Error.HistoryForked)]
    [InlineData(274, Cxe1Error.CannotOpen)]
    [InlineData(291, Cxe1Error.CiphertextMismatch)]
    [InlineData(400, Cxe1Error.CiphertextMismatch)]
    public void ASignedHeaderThatDoesNotFitIsRefused(int offset, Cxe1Error expected)
    {
        var envelope = _talk.Send(_talk.A, "text", _talk.B).ToArray();
        envelope[offset] ^= 1;
        Sign(envelope);
        Assert.Equal(expected, _talk.Receive(_talk.B, envelope).Error);
    }

    [Fact]
    public void AMessageOutsideItsEpochsLifeIsRefused()
    {
        var envelope = _talk.Send(_talk.A, "text", _talk.B).ToArray();
        foreach (var created in (long[])[TestKeys.Start - 1, TestKeys.Start + Cxe1Limits.EpochLife])
        {
            new WireWriter(envelope.AsSpan(149, 8)).UInt53(created);
            Sign(envelope);
            Assert.Equal(Cxe1Error.OutsideEpoch, _talk.Receive(_talk.B, envelope).Error);
        }
    }

    [Fact]
    public void ASequenceOfWhichAnotherEnvelopeIsKnownIsRefused()
    {
        var context = _talk.Context(_talk.B);
        var (agent, device) = (_talk.Alice.Identity.Agent, _talk.A.Keys.Device);
        var envelope = _talk.Send(_talk.A, "text", _talk.B);
        var stub = TestKeys.Digest("another envelope");
        Assert.Equal(Cxe1Error.None, _talk.B.Receiver.NoteWithheld(context, agent, device, 1, stub));
        Assert.Equal(Cxe1Error.SequenceReused, _talk.Receive(_talk.B, envelope).Error);
    }

    [Fact]
    public void APredecessorThatWasWithheldIsCheckedByItsHash()
    {
        var context = _talk.Context(_talk.B);
        var (agent, device) = (_talk.Alice.Identity.Agent, _talk.A.Keys.Device);
        var withheld = _talk.Send(_talk.A, "withheld", _talk.B);
        Assert.True(EnvelopeView.TryParse(withheld, out var view, out _));
        var next = _talk.Send(_talk.A, "next");
        var liar = new TestDevice(_talk.Bob, _talk.Clock, _talk.B.Store.Clone());

        liar.Receiver.NoteWithheld(context, agent, device, 1, TestKeys.Digest("a lie"));
        Assert.Equal(Cxe1Error.HistoryForked, _talk.Receive(liar, next).Error);

        _talk.B.Receiver.NoteWithheld(context, agent, device, 1, view.ComputeHash());
        Assert.True(_talk.Receive(_talk.B, next).HasPredecessor);
        Assert.Equal("withheld", _talk.Receive(_talk.B, withheld).Message?.Content.Text);
    }

    private void Sign(byte[] envelope) =>
        Signatures.Sign(
            _talk.A.Keys.Dsk,
            SignaturePurpose.Message,
            Bytes32.Sha256(envelope.AsSpan(0, 323)),
            envelope.AsSpan(323, 64));
}
