using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Protocol;

namespace ContextExchange.Cryptography.Tests.Cxe1;

/// <summary>
/// The vector files, byte for byte. They were written once by <see cref="WriteVectors"/>; a change of them is a change
/// of the protocol.
/// </summary>
public sealed class VectorTests
{
    private const string Records = "records.json";
    private const string Message = "message.json";
    private const string Epoch = "epoch.json";

    [Fact]
    public void RecordsAreReproducedByteForByte() =>
        Assert.Equal(VectorFiles.Read<Dictionary<string, string>>(Records), BuildRecords());

    [Fact]
    public void ASealedMessageIsReproducedByteForByte() =>
        Assert.Equal(VectorFiles.Read<Dictionary<string, string>>(Message), BuildMessage());

    [Fact]
    public void AnEpochIsReproducedByteForByte() =>
        Assert.Equal(VectorFiles.Read<Dictionary<string, string>>(Epoch), BuildEpoch());

    [Fact]
    public void ARecordedEpochOpensToItsSecretsAndItsMessage()
    {
        var vector = VectorFiles.Read<Dictionary<string, string>>(Epoch);
        Assert.True(EpochView.TryParse(Hex(vector["record"]), out var epoch, out _));
        Assert.Equal(vector["epoch hash"], epoch.EpochHash.ToString());
        Assert.True(epoch.VerifySignature(new(Hex(vector["sender dsk public"]))));
        var index = int.Parse(vector["reader index"], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(vector["form for reader"], Hex(epoch.ForReader(index)));

        using var prekey = Key.Import(
            KeyAgreementAlgorithm.X25519, Hex(vector["reader prekey private"]), KeyBlobFormat.RawPrivateKey);
        Assert.Equal(epoch.Entry(index).KeyId, prekey.RawPublicKey().KeyId(Suite.X25519ChaCha20Poly1305));
        var epochSecret = new byte[32];
        var headerHash = Bytes32.Sha256(epoch.Header);
        Assert.True(EpochWrap.TryOpen(prekey, headerHash, epoch.EntryBytes(index), epoch.Wrap(index), epochSecret));
        Assert.Equal(vector["epoch secret"], Hex(epochSecret));
        Assert.Equal(epoch.Commitment, EpochSecrets.Commitment(epochSecret, epoch.EpochId));

        var key = new byte[32];
        EpochSecrets.FirstChainKey(epochSecret, epoch.EpochHash, key);
        Assert.Equal(vector["first chain key"], Hex(key));
        MessageKeys.MessageKey(key, key);
        Assert.True(EnvelopeView.TryParse(Hex(vector["envelope"]), out var envelope, out _));
        Assert.True(MessageOpener.TryOpen(envelope, key, out var body, out _));
        Assert.Equal(vector["body"], Hex(body));
    }

    [Fact]
    public void RejectedEnvelopesAreRejectedForTheStatedReason()
    {
        var valid = Hex(VectorFiles.Read<Dictionary<string, string>>(Message)["envelope"]);
        var rejected = VectorFiles.Read<List<RejectedEnvelope>>("rejected-envelopes.json");
        Assert.NotEmpty(rejected);
        foreach (var patch in rejected)
        {
            var bytes = valid.ToArray();
            Hex(patch.Bytes).CopyTo(bytes, patch.Offset);
            Assert.False(EnvelopeView.TryParse(bytes, out _, out var error));
            Assert.Equal(patch.Error, error.ToString());
        }
    }

    [Fact(Explicit = true)]
    public void WriteVectors()
    {
        VectorFiles.Write(Records, BuildRecords());
        VectorFiles.Write(Message, BuildMessage());
        VectorFiles.Write(Epoch, BuildEpoch());
    }

    private static SortedDictionary<string, string> BuildRecords()
    {
        Key oik = TestKeys.Ed25519("oik"), aik = TestKeys.Ed25519("aik"), dsk = TestKeys.Ed25519("dsk");
        Guid agent = TestKeys.Id("agent"), device = TestKeys.Id("device"), peer = TestKeys.Id("peer");
        var now = TestKeys.Start;
        var prekey = TestKeys.X25519("spk").RawPublicKey();
        var ovk = TestKeys.X25519("ovk").RawPublicKey();
        var first = DeviceList.Issue(aik, agent, now, [new(device, dsk.RawPublicKey(), now)], previous: null);
        ListedDevice[] two = [first.Devices[0], new(peer, prekey, now + 1)];
        TermsParty own = new(agent, aik.HashOfPublicKey(), oik.HashOfPublicKey());
        TermsParty other = new(peer, TestKeys.Digest("peer aik"), TestKeys.Digest("peer oik"));
        CategoryTerms[] categories =
        [
            new(Category.IdOf("schedule"), ConsentLevel.Auto, ConsentLevel.Auto),
            new(Category.IdOf("health"), ConsentLevel.Never, ConsentLevel.Ask),
        ];
        SignedRecord Terms(ConnectionTerms? previous) => ConnectionTerms.Issue(
            oik, TestKeys.Id("connection"), own, other, now, OwnerRead.Everything, categories, previous);
        var origin = ConnectProof.HashOfOrigin("https://cex.example");
        var week = Cxe1Limits.DeviceCertificateLife;
        return new(StringComparer.Ordinal)
        {
            ["oik seed"] = Hex(oik.Export(KeyBlobFormat.RawPrivateKey)),
            ["aik seed"] = Hex(aik.Export(KeyBlobFormat.RawPrivateKey)),
            ["dsk seed"] = Hex(dsk.Export(KeyBlobFormat.RawPrivateKey)),
            ["agent certificate"] = Text(AgentCertificate.Issue(oik, agent, aik.RawPublicKey(), now)),
            ["device certificate"] = Text(
                DeviceCertificate.Issue(aik, agent, device, dsk.RawPublicKey(), now, now + week)),
            ["device list 1"] = Text(first),
            ["device list 2"] = Text(DeviceList.Issue(aik, agent, now + 1, two, first)),
            ["viewer certificate"] = Text(ViewerCertificate.Issue(oik, device, ovk, now, now + Cxe1Limits.ViewerLife)),
            ["signed prekey"] = Text(Prekey.Issue(dsk, agent, device, PrekeyKind.SignedPrekey, prekey, now)),
            ["one-time prekey"] = Text(Prekey.Issue(dsk, agent, device, PrekeyKind.OneTimePrekey, prekey, now)),
            ["reply prekey"] = Text(Prekey.Issue(dsk, agent, device, PrekeyKind.ReplyPrekey, prekey, now)),
            ["prekey id"] = prekey.KeyId(Suite.X25519ChaCha20Poly1305).ToString(),
            ["terms"] = Text(Terms(previous: null)),
            ["connect proof"] = Text(ConnectProof.Issue(dsk, origin, agent, device, TestKeys.Digest("nonce"), now)),
        };
    }

    private static SortedDictionary<string, string> BuildMessage()
    {
        var dsk = TestKeys.Ed25519("dsk");
        var chainKey = TestKeys.Digest("chain key").ToArray();
        var random = TestKeys.Digest("random").ToArray();
        var content = TestConversation.Message("Grüße – 你好").Content with
        {
            Subject = "Montag",
            Note = "Note",
            SchemaId = "urn:example:greeting",
        };
        Assert.True(ContentCodec.TryWrite(content, out var body, out _));
        var header = EnvelopeViewTests.Header with { Bucket = Bucket.ForBody(body.Length) };
        var envelope = MessageSealer.Seal(chainKey, random, header, body, dsk);
        var vector = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["dsk seed"] = Hex(dsk.Export(KeyBlobFormat.RawPrivateKey)),
            ["chain key"] = Hex(chainKey),
            ["random"] = Hex(random),
            ["body"] = Hex(body),
            ["envelope"] = Hex(envelope),
            ["envelope hash"] = Bytes32.Sha256(envelope.AsSpan(0, EnvelopeHeader.Size)).ToString(),
        };
        var key = new byte[32];
        MessageKeys.MessageKey(chainKey, key);
        vector["message key"] = Hex(key);
        MessageKeys.Advance(chainKey);
        vector["next chain key"] = Hex(chainKey);
        return vector;
    }

    private static SortedDictionary<string, string> BuildEpoch()
    {
        var talk = new TestConversation(aliceDevices: 2, bobDevices: 2, random: new("cxe1 recorded epoch"));
        talk.Seal(talk.A, "vector");
        var items = TestConversation.Collect(talk.A);
        Assert.True(EpochView.TryParse(items[0].Bytes, out var epoch, out _));
        Assert.True(EnvelopeView.TryParse(items[1].Bytes, out var envelope, out _));
        var index = epoch.IndexOf(talk.Bob.Identity.Agent, talk.B.Keys.Device, ReaderKind.Device);
        using var transaction = talk.B.Store.Begin();
        var prekey = transaction.Get(DeviceTable.Prekeys, epoch.Entry(index).KeyId.ToArray())![1..];
        using var key = Key.Import(KeyAgreementAlgorithm.X25519, prekey, KeyBlobFormat.RawPrivateKey);
        byte[] epochSecret = new byte[32], chainKey = new byte[32], messageKey = new byte[32];
        var headerHash = Bytes32.Sha256(epoch.Header);
        Assert.True(EpochWrap.TryOpen(key, headerHash, epoch.EntryBytes(index), epoch.Wrap(index), epochSecret));
        EpochSecrets.FirstChainKey(epochSecret, epoch.EpochHash, chainKey);
        MessageKeys.MessageKey(chainKey, messageKey);
        Assert.True(MessageOpener.TryOpen(envelope, messageKey, out var body, out _));
        return new(StringComparer.Ordinal)
        {
            ["record"] = Hex(epoch.Bytes.Span),
            ["epoch hash"] = epoch.EpochHash.ToString(),
            ["sender dsk public"] = talk.A.Keys.DskPublic.ToString(),
            ["reader index"] = $"{index}",
            ["reader prekey private"] = Hex(prekey),
            ["form for reader"] = Hex(epoch.ForReader(index)),
            ["epoch secret"] = Hex(epochSecret),
            ["first chain key"] = Hex(chainKey),
            ["envelope"] = Hex(envelope.Bytes.Span),
            ["body"] = Hex(body),
        };
    }

    private static string Text(SignedRecord record) => Hex(record.Bytes.Span);

    private sealed record RejectedEnvelope(int Offset, string Bytes, string Error);
}
