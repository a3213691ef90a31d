using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Protocol;

namespace ContextExchange.Cryptography.Tests.Cxe1;

public sealed class SignedRecordTests
{
    private delegate bool Parse<T>(ReadOnlyMemory<byte> bytes, out T? record, out Cxe1Error error)
        where T : SignedRecord;

    private static readonly Key Oik = TestKeys.Ed25519("oik");
    private static readonly Key Aik = TestKeys.Ed25519("aik");
    private static readonly Key Dsk = TestKeys.Ed25519("dsk");
    private static readonly Guid Agent = TestKeys.Id("agent");
    private static readonly Guid Device = TestKeys.Id("device");

    [Fact]
    public void AnAgentCertificateIsReadBackAndNoByteOfItCanBeChanged()
    {
        var issued = AgentCertificate.Issue(Oik, Agent, Aik.RawPublicKey(), TestKeys.Start);

        var read = ReadBack<AgentCertificate>(issued, AgentCertificate.TryParse);

        Assert.Equal(AgentCertificate.Size, issued.Bytes.Length);
        Assert.Equal((Agent, Aik.RawPublicKey(), TestKeys.Start), (read.Agent, read.Aik, read.Created));
        Assert.Equal(Oik.HashOfPublicKey(), read.OikHash);
        AssertTamperEvident<AgentCertificate>(issued, Oik, AgentCertificate.TryParse);
    }

    [Fact]
    public void ADeviceCertificateIsReadBackAndNoByteOfItCanBeChanged()
    {
        var end = TestKeys.Start + Cxe1Limits.DeviceCertificateLife;
        var issued = DeviceCertificate.Issue(Aik, Agent, Device, Dsk.RawPublicKey(), TestKeys.Start, end);

        var read = ReadBack<DeviceCertificate>(issued, DeviceCertificate.TryParse);

        Assert.Equal(DeviceCertificate.Size, issued.Bytes.Length);
        Assert.Equal((Agent, Device, Dsk.RawPublicKey()), (read.Agent, read.Device, read.Dsk));
        Assert.Equal((Aik.HashOfPublicKey(), TestKeys.Start, end), (read.AikHash, read.NotBefore, read.NotAfter));
        AssertTamperEvident<DeviceCertificate>(issued, Aik, DeviceCertificate.TryParse);
    }

    [Fact]
    public void AViewerCertificateIsReadBackAndNoByteOfItCanBeChanged()
    {
        var ovk = TestKeys.X25519("ovk").RawPublicKey();
        var end = TestKeys.Start + Cxe1Limits.ViewerLife;
        var issued = ViewerCertificate.Issue(Oik, Device, ovk, TestKeys.Start, end);

        var read = ReadBack<ViewerCertificate>(issued, ViewerCertificate.TryParse);

        Assert.Equal(ViewerCertificate.Size, issued.Bytes.Length);
        Assert.Equal((Device, ovk, Oik.HashOfPublicKey()), (read.Viewer, read.Ovk, read.OikHash));
        Assert.Equal((TestKeys.Start, end), (read.NotBefore, read.NotAfter));
        AssertTamperEvident<ViewerCertificate>(issued, Oik, ViewerCertificate.TryParse);
    }

    [Fact]
    public void ADeviceListIsReadBackAndNoByteOfItCanBeChanged()
    {
        var first = DeviceList.Issue(Aik, Agent, TestKeys.Start, [], previous: null);
        ListedDevice[] devices = [Listed("b"), Listed("a"), Listed("c")];
        var issued = DeviceList.Issue(Aik, Agent, TestKeys.Start + 1, devices, first);

        var read = ReadBack<DeviceList>(issued, DeviceList.TryParse);

        Assert.Equal((1u, true), (first.Version, first.PreviousHash.IsZero));
        Assert.Equal((2u, first.Hash, 3), (read.Version, read.PreviousHash, read.Devices.Length));
        Assert.All(devices, device => Assert.Equal(device, read.Find(device.Device)));
        Assert.Null(read.Find(TestKeys.Id("nobody")));
        AssertTamperEvident<DeviceList>(issued, Aik, DeviceList.TryParse);
    }

    [Fact]
    public void APrekeyIsReadBackAndNoByteOfItCanBeChanged()
    {
        var publicKey = TestKeys.X25519("spk").RawPublicKey();
        var issued = Prekey.Issue(Dsk, Agent, Device, PrekeyKind.SignedPrekey, publicKey, TestKeys.Start);

        var read = ReadBack<Prekey>(issued, Prekey.TryParse);

        Assert.Equal(Prekey.Size, issued.Bytes.Length);
        Assert.Equal((Agent, Device, publicKey), (read.Agent, read.Device, read.PublicKey));
        Assert.Equal((PrekeyKind.SignedPrekey, TestKeys.Start), (read.Kind, read.Created));
        Assert.Equal(TestKeys.Start + Cxe1Limits.SignedPrekeyLife, read.NotAfter);
        Assert.Equal(publicKey.KeyId(Suite.X25519ChaCha20Poly1305), read.KeyId);
        AssertTamperEvident<Prekey>(issued, Dsk, Prekey.TryParse);
    }

    [Fact]
    public void AConnectProofIsReadBackAndNoByteOfItCanBeChanged()
    {
        var origin = ConnectProof.HashOfOrigin("https://cex.example");
        var nonce = TestKeys.Digest("nonce");
        var issued = ConnectProof.Issue(Dsk, origin, Agent, Device, nonce, TestKeys.Start);

        var read = ReadBack<ConnectProof>(issued, ConnectProof.TryParse);

        Assert.Equal(ConnectProof.Size, issued.Bytes.Length);
        Assert.Equal((origin, Agent, Device), (read.OriginHash, read.Agent, read.Device));
        Assert.Equal((nonce, TestKeys.Start), (read.Nonce, read.Expiry));
        AssertTamperEvident<ConnectProof>(issued, Dsk, ConnectProof.TryParse);
    }

    [Fact]
    public void TermsAreReadBackAndNoByteOfThemCanBeChanged()
    {
        var issued = Terms(previous: null, "schedule", "health");

        var read = ReadBack<ConnectionTerms>(issued, ConnectionTerms.TryParse);
        var next = Terms(read, "schedule");

        Assert.Equal((1u, true, OwnerRead.Everything), (read.Version, read.PreviousHash.IsZero, read.OwnerRead));
        Assert.Equal(issued.Own, read.Own);
        Assert.Equal(issued.Peer, read.Peer);
        Assert.Contains(new(Category.IdOf("health"), ConsentLevel.Ask, ConsentLevel.Never), read.Categories);
        Assert.Equal((2u, read.Hash), (next.Version, next.PreviousHash));
        AssertTamperEvident<ConnectionTerms>(issued, Oik, ConnectionTerms.TryParse);
    }

    [Fact]
    public void AnOfferNamesNoPeerAndIsBoundToItsInvite()
    {
        var secret = TestKeys.Digest("secret").ToArray();
        var own = new TermsParty(Agent, Aik.HashOfPublicKey(), Oik.HashOfPublicKey());
        var issued = ConnectionTerms.IssueOffer(Oik, secret, own, TestKeys.Start, OwnerRead.AskedOnly, []);
        var read = ReadBack<ConnectionTerms>(issued, ConnectionTerms.TryParse);

        Assert.Equal((true, true, 1u), (read.IsOffer, read.Peer.IsZero, read.Version));
        Assert.Equal(ConnectionTerms.OfferId(secret), read.Connection);
        Assert.NotEqual(ConnectionTerms.OfferId(TestKeys.Digest("other").ToArray()), read.Connection);
        Assert.False(Terms(previous: null, "schedule").IsOffer);
        Assert.Throws<ArgumentException>(() => ConnectionTerms.OfferId(secret.AsSpan(1)));
        AssertTamperEvident<ConnectionTerms>(issued, Oik, ConnectionTerms.TryParse);
    }

    [Fact]
    public void AnApprovalIsReadBackAndNoByteOfItCanBeChanged()
    {
        var (envelope, epoch) = (TestKeys.Digest("envelope"), TestKeys.Digest("epoch"));
        var (senders, recipients) = (TestKeys.Digest("sender's"), TestKeys.Digest("recipient's"));
        var issued = Approval.Issue(
            Oik,
            envelope,
            epoch,
            TestKeys.Id("connection"),
            Agent,
            OwnerSide.Recipient,
            senders,
            recipients,
            ApprovalDecision.Refuse,
            TestKeys.Start,
            TestKeys.Id("nonce"));
        var read = ReadBack<Approval>(issued, Approval.TryParse);

        Assert.Equal(Approval.Size, issued.Bytes.Length);
        Assert.Equal((envelope, epoch, senders), (read.EnvelopeHash, read.EpochHash, read.SenderTerms));
        Assert.Equal((TestKeys.Id("connection"), Agent), (read.Connection, read.Recipient));
        Assert.Equal(recipients, read.RecipientTerms);
        Assert.Equal((OwnerSide.Recipient, ApprovalDecision.Refuse), (read.Side, read.Decision));
        Assert.Equal((TestKeys.Start, TestKeys.Id("nonce")), (read.Expiry, read.Nonce));
        AssertTamperEvident<Approval>(issued, Oik, Approval.TryParse);
    }

    [Fact]
    public void ANackIsReadBackAndNoByteOfItCanBeChanged()
    {
        var (connection, epoch) = (TestKeys.Id("connection"), TestKeys.Digest("epoch"));
        var issued = Nack.Issue(
            Dsk, Agent, Device, connection, epoch, default, NackReason.KeyGone, TestKeys.Start);
        var read = ReadBack<Nack>(issued, Nack.TryParse);

        Assert.Equal(Nack.Size, issued.Bytes.Length);
        Assert.Equal((Agent, Device, connection, epoch), (read.Agent, read.Device, read.Connection, read.EpochHash));
        Assert.Equal(
            (true, NackReason.KeyGone, TestKeys.Start), (read.EnvelopeHash.IsZero, read.Reason, read.Created));
        AssertTamperEvident<Nack>(issued, Dsk, Nack.TryParse);
    }

    [Fact]
    public void AnOwnersNoteIsReadBackAndNoByteOfItCanBeChanged()
    {
        var (envelope, connection) = (TestKeys.Digest("envelope"), TestKeys.Id("connection"));
        const string text = "Bitte ohne Adresse: 地址";
        var issued = OwnerNote.Issue(Oik, envelope, connection, Agent, OwnerSide.Sender, TestKeys.Start, text);
        var read = ReadBack<OwnerNote>(issued, OwnerNote.TryParse);

        Assert.Equal(OwnerNote.Size, issued.Bytes.Length);
        Assert.Equal((envelope, connection, Agent), (read.EnvelopeHash, read.Connection, read.Agent));
        Assert.Equal((OwnerSide.Sender, TestKeys.Start, text), (read.Side, read.Created, read.Text));
        AssertTamperEvident<OwnerNote>(issued, Oik, OwnerNote.TryParse);
    }

    [Fact]
    public void ARotationIsReadBackAndNoByteOfItCanBeChanged()
    {
        var successor = TestKeys.Ed25519("successor").RawPublicKey();
        var issued = Rotation.OfAgent(Aik, Agent, successor, TestKeys.Start);
        var read = ReadBack<Rotation>(issued, Rotation.TryParse);

        Assert.Equal(Rotation.Size, issued.Bytes.Length);
        Assert.Equal((RotatedKey.Agent, Agent, TestKeys.Start), (read.Kind, read.Agent, read.Created));
        Assert.Equal((Aik.RawPublicKey(), successor), (read.OldKey, read.NewKey));
        Assert.Equal(default, Rotation.OfOwner(Oik, successor, TestKeys.Start).Agent);
        Assert.Throws<ArgumentException>(() => Rotation.OfOwner(Oik, Oik.RawPublicKey(), TestKeys.Start));
        AssertTamperEvident<Rotation>(issued, Aik, Rotation.TryParse);
    }

    [Fact]
    public void ASignatureForOnePurposeIsWorthNothingForAnother()
    {
        Span<byte> signature = stackalloc byte[64];
        var digest = TestKeys.Digest("digest");
        Signatures.Sign(Dsk, SignaturePurpose.Message, digest, signature);

        foreach (var purpose in Enum.GetValues<SignaturePurpose>())
            Assert.Equal(
                purpose == SignaturePurpose.Message,
                Signatures.Verify(Dsk.RawPublicKey(), purpose, digest, signature));
    }

    [Fact]
    public void WhatReadersWouldRefuseIsNotIssued()
    {
        var tooLong = TestKeys.Start + Cxe1Limits.DeviceCertificateLife + 1;
        Assert.Throws<ArgumentException>(
            () => DeviceCertificate.Issue(Aik, Agent, Device, Dsk.RawPublicKey(), TestKeys.Start, tooLong));
        Assert.Throws<ArgumentException>(
            () => DeviceCertificate.Issue(Aik, Agent, Device, Dsk.RawPublicKey(), TestKeys.Start, TestKeys.Start));
        Assert.Throws<ArgumentException>(
            () => DeviceList.Issue(Aik, Agent, TestKeys.Start, [Listed("a"), Listed("a")], previous: null));
        Assert.Throws<ArgumentException>(
            () => DeviceList.Issue(Aik, Agent, TestKeys.Start, [.. "123456789".Select(c => Listed($"{c}"))], null));
    }

    private static ListedDevice Listed(string name) =>
        new(TestKeys.Id(name), TestKeys.Ed25519(name).RawPublicKey(), TestKeys.Start);

    private static ConnectionTerms Terms(ConnectionTerms? previous, params string[] categories) =>
        ConnectionTerms.Issue(
            Oik,
            TestKeys.Id("connection"),
            new(Agent, Aik.HashOfPublicKey(), Oik.HashOfPublicKey()),
            new(TestKeys.Id("peer"), TestKeys.Digest("peer aik"), TestKeys.Digest("peer oik")),
            TestKeys.Start,
            OwnerRead.Everything,
            categories.Select(name => new CategoryTerms(Category.IdOf(name), ConsentLevel.Ask, ConsentLevel.Never)),
            previous);

    private static T ReadBack<T>(T issued, Parse<T> parse) where T : SignedRecord
    {
        Assert.True(parse(issued.Bytes, out var read, out var error), error.ToString());
        Assert.Equal(issued.Hash, read!.Hash);
        return read;
    }

    private static void AssertTamperEvident<T>(T issued, Key signer, Parse<T> parse) where T : SignedRecord
    {
        Assert.True(issued.VerifySignature(signer.RawPublicKey()));
        Assert.False(issued.VerifySignature(TestKeys.Ed25519("somebody else").RawPublicKey()));
        foreach (var copy in Tampering.EachByte(issued.Bytes.ToArray()))
            if (parse(copy, out var read, out var error))
                Assert.False(read!.VerifySignature(signer.RawPublicKey()));
            else
                Assert.NotEqual(Cxe1Error.None, error);
        foreach (var copy in Tampering.EachTruncation(issued.Bytes.ToArray()))
            Assert.False(parse(copy, out _, out _));
        Assert.False(parse(new byte[issued.Bytes.Length + 1], out _, out _));
    }
}
