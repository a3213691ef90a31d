using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Protocol;

namespace ContextExchange.Cryptography.Tests.Cxe1;

/// <summary>Messages that owners must approve, as the receiving device judges them.</summary>
public sealed class ConsentTests
{
    private readonly TestConversation _talk = new();

    [Fact]
    public void AMessageThatBothOwnersApprovedIsReceived()
    {
        var sent = Send(TestTerms.AskBoth);
        var delivered = sent.With(Approve(sent, OwnerSide.Recipient), Approve(sent, OwnerSide.Sender));
        Assert.Equal("text", _talk.Receive(_talk.B, delivered).Message?.Content.Text);
    }

    [Theory]
    [InlineData(TestTerms.AskToShare)]
    [InlineData(TestTerms.AskToReceive)]
    [InlineData(TestTerms.AskBoth)]
    public void WithoutTheApprovalThatTheTermsDemandItIsRefusedAndChangesNothing(string category)
    {
        var sent = Send(category);
        var before = _talk.B.Store.Tables;
        Assert.Equal(Cxe1Error.ApprovalMissing, _talk.Receive(_talk.B, sent.Envelope).Error);
        Assert.Same(before, _talk.B.Store.Tables);
    }

    [Fact]
    public void AnApprovalThatNobodyNeedsIsRefused()
    {
        var sent = Send(TestTerms.Free);
        Assert.Equal(
            Cxe1Error.ApprovalInvalid,
            _talk.Receive(_talk.B, sent.With(Approve(sent, OwnerSide.Recipient))).Error);
    }

    [Fact]
    public void ChangingAnyByteOfAnApprovalIsRefused()
    {
        var sent = Send(TestTerms.AskToReceive);
        var delivered = sent.With(Approve(sent, OwnerSide.Recipient));
        foreach (var approval in Tampering.EachByte(delivered[^Approval.Size..]))
            Assert.Contains(
                _talk.Receive(_talk.B, (byte[])[.. delivered[..^Approval.Size], .. approval]).Error,
                (Cxe1Error[])[Cxe1Error.ApprovalInvalid, Cxe1Error.ApprovalMissing, Cxe1Error.MalformedEnvelope]);
        Assert.Equal(Cxe1Error.None, _talk.Receive(_talk.B, delivered).Error);
    }

    [Fact]
    public void AnApprovalOfOneMessageIsWorthNothingForTheNext()
    {
        var first = Send(TestTerms.AskToReceive);
        var approval = Approve(first, OwnerSide.Recipient);
        _talk.Seal(_talk.A, "another", TestTerms.AskToReceive);
        var second = TestConversation.Collect(_talk.A)[^1].Bytes;
        Assert.Equal(
            Cxe1Error.ApprovalInvalid,
            _talk.Receive(_talk.B, DeliveredMessage.Join(second.Span, [approval])).Error);
    }

    [Fact]
    public void TheServerCannotApproveInAnOwnersName()
    {
        var sent = Send(TestTerms.AskToReceive);
        var forged = Approve(sent, OwnerSide.Recipient, TestKeys.Ed25519("server"));
        Assert.Equal(Cxe1Error.ApprovalInvalid, _talk.Receive(_talk.B, sent.With(forged)).Error);
    }

    [Fact]
    public void AnApprovalThatIsOverIsRefusedFiveMinutesLater()
    {
        var sent = Send(TestTerms.AskToReceive);
        var delivered = sent.With(Approve(sent, OwnerSide.Recipient));
        _talk.Clock.Now = sent.View.End + Cxe1Limits.ClockTolerance + 1;
        Assert.Equal(Cxe1Error.ApprovalInvalid, _talk.Receive(_talk.B, delivered).Error);
        _talk.Clock.Now--;
        Assert.Equal(Cxe1Error.None, _talk.Receive(_talk.B, delivered).Error);
    }

    [Fact]
    public void ASenderThatHidesThatItsTermsAskIsRefused()
    {
        var sent = Send(TestTerms.AskToShare);
        var envelope = sent.Envelope.ToArray();
        envelope[EnvelopeLayout.Requested] = 0;
        Signatures.Sign(
            _talk.A.Keys.Dsk,
            SignaturePurpose.Message,
            Bytes32.Sha256(envelope.AsSpan(0, EnvelopeHeader.Size)),
            envelope.AsSpan(EnvelopeLayout.Signature, 64));
        Assert.Equal(Cxe1Error.ConsentMismatch, _talk.Receive(_talk.B, envelope).Error);
    }

    [Fact]
    public void AnotherDeviceOfTheSenderDemandsTheSameApprovals()
    {
        var talk = new TestConversation(aliceDevices: 2);
        talk.Seal(talk.A, "text", TestTerms.AskToShare);
        var items = TestConversation.Collect(talk.A);
        var own = talk.Alice.Devices[1];
        Assert.Equal(Cxe1Error.None, talk.Accept(own, items[0].Bytes));
        Assert.Equal(Cxe1Error.ApprovalMissing, talk.Receive(own, items[1].Bytes).Error);
        Assert.True(EpochView.TryParse(items[0].Bytes, out var epoch, out _));
        Assert.True(EnvelopeView.TryParse(items[1].Bytes, out var view, out _));
        var approval = Approval.Issue(
            talk.Alice.Oik, view, epoch, OwnerSide.Sender, ApprovalDecision.Approve, TestKeys.Id("nonce"));
        Assert.Equal(
            Cxe1Error.None, talk.Receive(own, DeliveredMessage.Join(items[1].Bytes.Span, [approval])).Error);
    }

    [Theory]
    [InlineData(TestTerms.NeverShared)]
    [InlineData(TestTerms.NeverReceived)]
    [InlineData("nobody listed this")]
    public void WhatEitherSidesNewestTermsForbidIsNotSealed(string category)
    {
        Assert.False(_talk.TrySeal(_talk.A, "text", out _, out var error, category));
        Assert.Equal(Cxe1Error.NotAllowed, error);
        Assert.Empty(TestConversation.Collect(_talk.A));
    }

    [Theory]
    [InlineData(TestTerms.Free, 0)]
    [InlineData(TestTerms.AskToShare, 1)]
    [InlineData(TestTerms.AskToReceive, 1)]
    [InlineData(TestTerms.AskBoth, 2)]
    public void OnlyTheOwnersThatMustDecideReadAlong(string category, int viewers)
    {
        var sent = Send(category);
        var kinds = Enumerable.Range(0, sent.Epoch.EntryCount).Select(i => sent.Epoch.Entry(i).Kind);
        Assert.Equal(viewers, kinds.Count(kind => kind == ReaderKind.OwnerViewer));
    }

    [Fact]
    public void AMessageWithOtherViewersOpensANewEpochAndTheNextOfItsKindDoesNot()
    {
        Assert.True(_talk.Seal(_talk.A, "1").OpenedEpoch);
        Assert.True(_talk.Seal(_talk.A, "2", TestTerms.AskToReceive).OpenedEpoch);
        Assert.False(_talk.Seal(_talk.A, "3", TestTerms.AskToReceive).OpenedEpoch);
        Assert.True(_talk.Seal(_talk.A, "4").OpenedEpoch);
        _talk.Clock.Now++;
        _talk.Bob.AddViewer();
        Assert.False(_talk.Seal(_talk.A, "5").OpenedEpoch);
        Assert.True(_talk.Seal(_talk.A, "6", TestTerms.AskToReceive).OpenedEpoch);
    }

    [Theory]
    [InlineData(TestTerms.AskToShare, true)]
    [InlineData(TestTerms.AskToReceive, false)]
    public void AnOwnerThatMustDecideAndHasNoViewerInForceStopsTheMessage(string category, bool sendersOwner)
    {
        var agent = sendersOwner ? _talk.Alice : _talk.Bob;
        agent.Viewers.Clear();
        Assert.False(_talk.TrySeal(_talk.A, "text", out _, out var error, category));
        Assert.Equal(Cxe1Error.NoViewer, error);
        _talk.Seal(_talk.A, "what needs no decision");
    }

    [Fact]
    public void AnOfferIsWorthNothingForAnotherInvite()
    {
        var other = ConnectionTerms.OfferId(TestKeys.Digest("other").ToArray());
        var told = _talk.Context(_talk.A) with { Offers = [other] };
        Assert.False(_talk.A.Sender.TrySeal(
            told,
            TestConversation.Message("text"),
            _talk.Alice.Directory(),
            _talk.Bob.Directory(),
            out _,
            out var error));
        Assert.Equal(Cxe1Error.WrongIdentity, error);
    }

    private Sealed Send(string category)
    {
        _talk.Seal(_talk.A, "text", category);
        var items = TestConversation.Collect(_talk.A);
        Assert.Equal(Cxe1Error.None, _talk.Accept(_talk.B, items[0].Bytes));
        Assert.True(EpochView.TryParse(items[0].Bytes, out var epoch, out _));
        Assert.True(EnvelopeView.TryParse(items[1].Bytes, out var view, out _));
        return new(epoch, view);
    }

    private Approval Approve(Sealed sent, OwnerSide side, Key? signer = null) => Approval.Issue(
        signer ?? (side == OwnerSide.Sender ? _talk.Alice.Oik : _talk.Bob.Oik),
        sent.View,
        sent.Epoch,
        side,
        ApprovalDecision.Approve,
        TestKeys.Id("nonce"));

    private sealed record Sealed(EpochView Epoch, EnvelopeView View)
    {
        public ReadOnlyMemory<byte> Envelope => View.Bytes;

        public byte[] With(params Approval[] approvals) => DeliveredMessage.Join(Envelope.Span, approvals);
    }
}
