using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Protocol;

namespace ContextExchange.Cryptography.Tests.Cxe1.Vectors;

/// <summary>Canonical signed records of every kind, with values of all sizes, each from its own generator.</summary>
internal static class SignedRecordMaker
{
    public delegate (byte[] Bytes, byte[] Signer) Make(SeededRandom random);

    public static IEnumerable<(string Kind, Make Make)> Kinds =>
    [
        ("agent-certificate", AgentCertificateOf), ("device-certificate", DeviceCertificateOf),
        ("device-list", DeviceListOf), ("viewer-certificate", ViewerCertificateOf), ("prekey", PrekeyOf),
        ("rotation", RotationOf), ("terms", TermsOf), ("approval", ApprovalOf), ("owner-note", OwnerNoteOf),
        ("nack", NackOf), ("connect", ConnectOf), ("rewrap", RewrapOf),
    ];

    /// <summary>Text with characters of one to four bytes, at least one.</summary>
    public static string Text(SeededRandom random, int maxCharacters)
    {
        string[] characters = ["a", "Z", "0", " ", "ß", "é", "你", "好", "€", "🙂", "𝄞", "\n"];
        var count = 1 + random.Next(maxCharacters);
        return string.Concat(Enumerable.Range(0, count).Select(_ => characters[random.Next(characters.Length)]));
    }

    /// <summary>A time of any magnitude up to the largest that a record carries.</summary>
    private static long Time(SeededRandom random) => random.Next(4) switch
    {
        0 => random.Next(1_000),
        1 => (long)Cxe1Limits.MaxNumber - 10 * Cxe1Limits.ViewerLife - random.Next(1_000),
        _ => TestKeys.Start + random.Next(int.MaxValue),
    };

    private static Key Signer(SeededRandom random) =>
        Key.Import(SignatureAlgorithm.Ed25519, random.Bytes(32), KeyBlobFormat.RawPrivateKey);

    private static (byte[] Bytes, byte[] Signer) Of(SignedRecord record, Key signer) =>
        (record.Bytes.ToArray(), signer.RawPublicKey().ToArray());

    private static (byte[] Bytes, byte[] Signer) AgentCertificateOf(SeededRandom random)
    {
        var oik = Signer(random);
        return Of(AgentCertificate.Issue(oik, random.NextId(), random.NextBytes32(), Time(random)), oik);
    }

    private static (byte[] Bytes, byte[] Signer) DeviceCertificateOf(SeededRandom random)
    {
        var aik = Signer(random);
        var begin = 1 + Time(random);
        var end = begin + 1 + random.Next((int)Cxe1Limits.DeviceCertificateLife);
        var (agent, device) = (random.NextId(), random.NextId());
        return Of(DeviceCertificate.Issue(aik, agent, device, random.NextBytes32(), begin, end), aik);
    }

    private static (byte[] Bytes, byte[] Signer) DeviceListOf(SeededRandom random)
    {
        var (aik, agent) = (Signer(random), random.NextId());
        var count = 2 + random.Next(7);
        var devices = Enumerable.Range(0, count)
            .Select(_ => new ListedDevice(random.NextId(), random.NextBytes32(), Time(random)))
            .ToArray();
        var first = DeviceList.Issue(aik, agent, Time(random), [], previous: null);
        return Of(DeviceList.Issue(aik, agent, Time(random), devices, first), aik);
    }

    private static (byte[] Bytes, byte[] Signer) ViewerCertificateOf(SeededRandom random)
    {
        var oik = Signer(random);
        var begin = Time(random) + 1;
        var end = begin + 1 + random.Next(int.MaxValue);
        return Of(ViewerCertificate.Issue(oik, random.NextId(), random.NextBytes32(), begin, end), oik);
    }

    private static (byte[] Bytes, byte[] Signer) PrekeyOf(SeededRandom random)
    {
        var dsk = Signer(random);
        var kind = (PrekeyKind)(1 + random.Next(3));
        var (agent, device) = (random.NextId(), random.NextId());
        return Of(Prekey.Issue(dsk, agent, device, kind, random.NextBytes32(), Time(random)), dsk);
    }

    private static (byte[] Bytes, byte[] Signer) RotationOf(SeededRandom random)
    {
        var old = Signer(random);
        var rotation = random.Next(2) == 0
            ? Rotation.OfAgent(old, random.NextId(), random.NextBytes32(), Time(random))
            : Rotation.OfOwner(old, random.NextBytes32(), Time(random));
        return Of(rotation, old);
    }

    private static (byte[] Bytes, byte[] Signer) TermsOf(SeededRandom random)
    {
        var oik = Signer(random);
        TermsParty own = Party(random), peer = Party(random);
        var connection = random.NextId();
        var read = (OwnerRead)random.Next(2);
        var first = ConnectionTerms.Issue(oik, connection, own, peer, Time(random), read, [], previous: null);
        var levels = Enumerable.Range(0, 2 + random.Next(random.Next(8) == 0 ? 63 : 8)).Select(i => new CategoryTerms(
            Category.IdOf($"category {i}"), (ConsentLevel)random.Next(3), (ConsentLevel)random.Next(3))).ToArray();
        return Of(ConnectionTerms.Issue(oik, connection, own, peer, Time(random), read, levels, first), oik);
    }

    private static TermsParty Party(SeededRandom random) =>
        new(random.NextId(), random.NextBytes32(), random.NextBytes32());

    private static (byte[] Bytes, byte[] Signer) ApprovalOf(SeededRandom random)
    {
        var oik = Signer(random);
        return Of(
            Approval.Issue(
                oik,
                random.NextBytes32(),
                random.NextBytes32(),
                random.NextId(),
                random.NextId(),
                (OwnerSide)(1 + random.Next(2)),
                random.NextBytes32(),
                random.NextBytes32(),
                (ApprovalDecision)(1 + random.Next(2)),
                Time(random),
                random.NextId()),
            oik);
    }

    private static (byte[] Bytes, byte[] Signer) OwnerNoteOf(SeededRandom random)
    {
        var oik = Signer(random);
        var side = (OwnerSide)(1 + random.Next(2));
        return Of(
            OwnerNote.Issue(
                oik,
                random.NextBytes32(),
                random.NextId(),
                random.NextId(),
                side,
                Time(random),
                "note " + Text(random, 40)),
            oik);
    }

    private static (byte[] Bytes, byte[] Signer) NackOf(SeededRandom random)
    {
        var dsk = Signer(random);
        var envelope = random.Next(3) == 0 ? default : random.NextBytes32();
        return Of(
            Nack.Issue(
                dsk,
                random.NextId(),
                random.NextId(),
                random.NextId(),
                random.NextBytes32(),
                envelope,
                (NackReason)(1 + random.Next(9)),
                Time(random)),
            dsk);
    }

    private static (byte[] Bytes, byte[] Signer) ConnectOf(SeededRandom random)
    {
        var dsk = Signer(random);
        var origin = ConnectProof.HashOfOrigin($"https://{random.Next(1_000)}.example");
        return Of(
            ConnectProof.Issue(dsk, origin, random.NextId(), random.NextId(), random.NextBytes32(), Time(random)), dsk);
    }

    private static (byte[] Bytes, byte[] Signer) RewrapOf(SeededRandom random)
    {
        var oik = Signer(random);
        var entry = new RosterEntry(
            random.NextId(), random.NextId(), ReaderKind.Device, random.NextBytes32(), random.NextBytes32());
        return Of(Rewrap.Issue(oik, random.NextBytes32(), entry, random.Bytes(80)), oik);
    }
}
