using ContextExchange.Interop.Tests.Lines;
using ContextExchange.Interop.Tests.Parties;

namespace ContextExchange.Interop.Tests.Fuzzing;

/// <summary>
/// Certificates, lists, prekeys, terms, approvals, notes, nacks, re-wraps, rotations, proofs and vaults: changed as
/// they came and signed again, judged alone and where they belong.
/// </summary>
internal sealed class RecordCases
{
    private readonly FuzzWorld _world;
    private readonly SeededRandom _random;
    private readonly IReadOnlyList<Kind> _kinds;

    private RecordCases(FuzzWorld world)
    {
        _world = world;
        _random = world.Random;
        _kinds = Kinds(world);
    }

    public static IEnumerable<CaseLine> Make(FuzzWorld world, int count)
    {
        var cases = new RecordCases(world);
        for (var i = 0; i < count; i++) yield return cases.Next(cases._kinds[i % cases._kinds.Count]);
        for (var i = 0; i < count / 12; i++)
        {
            yield return cases.NextNote();
            yield return cases.NextVault();
            yield return new("nackAnswer", cases.NextNack());
        }
    }

    private CaseLine Next(Kind kind)
    {
        var record = _random.OneIn(20) ? kind.Record : _world.Mutator.Mutate(kind.Record, kind.Fields);
        if (!_random.OneIn(4)) record = Forge.Sign(record, record.Length - kind.Behind - 64, kind.Purpose, kind.Key);
        if (kind.Place is { } place && _random.OneIn(2)) return new(place, record);
        return kind.What == "rewrap" && _random.OneIn(2)
            ? new("history", _world.Talk.Epoch(_world.Unread[0].EpochHash), record)
            : new(kind.What, record, Signer: SignerOf(kind.Key));
    }

    /// <summary>Mostly who signed, sometimes what only careless verifiers take for a key.</summary>
    private Bytes32 SignerOf(Key key)
    {
        var signer = key.RawPublicKey().ToArray();
        switch (_random.Below(12))
        {
            case 0: signer.AsSpan().Clear(); break;
            case 1: (signer = new byte[32])[0] = 1; break;
            case 2: signer.AsSpan().Fill(0xff); break;
            case 3: signer[31] ^= 0x80; break;
            case 4: signer[_random.Below(32)] ^= 1; break;
            default: break;
        }
        return new(signer);
    }

    private byte[] NextNack()
    {
        var sent = _random.Of(_world.OfBob);
        var device = _random.Below(2);
        var list = Records.DeviceList(_world.Alice.Published.Lists[^1]);
        var id = list.Devices.Single(one => one.Dsk == _world.Dsks[device].RawPublicKey()).Device;
        var nack = Nack.Issue(
            _world.Dsks[device],
            list.Agent,
            id,
            _world.Talk.Connection,
            sent.EpochHash,
            _random.OneIn(2) ? sent.EnvelopeHash : default,
            (NackReason)(1 + _random.Below(9)),
            _world.Talk.Clock.Now).Bytes.ToArray();
        var changed = _random.OneIn(4) ? nack : _world.Mutator.Mutate(nack, Fields.Nack);
        return _random.OneIn(3) ? changed : Forge.Sign(changed, "nack", _world.Dsks[device]);
    }

    private CaseLine NextNote()
    {
        if (_random.OneIn(3))
        {
            var changed = _world.Mutator.Mutate(_world.Note, Fields.SealedNote);
            return _random.OneIn(2)
                ? new("sealedNote", changed)
                : new("note", changed, _world.Unread[0].EnvelopeHash.ToArray(), _world.AliceOik.RawPublicKey());
        }
        return SealedByARogueOwner();
    }

    /// <summary>A note of which the record inside is changed.</summary>
    private CaseLine SealedByARogueOwner()
    {
        var hash = _world.Unread[0].EnvelopeHash.ToArray();
        var record = _world.Mutator.Mutate(Note(_world), Fields.OwnerNote);
        if (record.Length != OwnerNote.Size) record = Note(_world);
        if (!_random.OneIn(4)) record = Forge.Sign(record, "approval", _world.AliceOik);
        byte[] note = [.. _world.Note];
        const int entry = 16 + 32 + 32 + 1_189;
        for (var at = 1; at + entry <= note.Length; at += entry)
        {
            var publicKey = _world.PublicKeys[new(note.AsSpan(at + 16, 32))];
            var recipient = PublicKey.Import(
                KeyAgreementAlgorithm.X25519, publicKey.ToArray(), KeyBlobFormat.RawPublicKey);
            byte[] info = [.. "CXE1 note"u8, 0, 1, .. hash];
            Hpke.SealBase(
                recipient, info, note.AsSpan(at, 48), record, note.AsSpan(at + 48, 32), note.AsSpan(at + 80, 1_189));
        }
        return new("note", note, hash, _world.AliceOik.RawPublicKey());
    }

    private CaseLine NextVault()
    {
        byte[] content =
        [
            1, .. _random.Bytes(16), .. _world.Alice.Oik, 19, .. "https://cex.example"u8, 2, .. Viewer(), .. Viewer(),
            2, 1, .. _random.Bytes(47), 0, 2, .. _random.Bytes(47), 0,
        ];
        return new("vault", _world.Mutator.Mutate(content, Fields.Vault(content)));
    }

    private byte[] Viewer() =>
        [.. _random.Bytes(48), 0, 0, 1, 0x9b, 0, 0, 0, 0, 0, 0, 1, 0x9b, 0, 0, 1, 0];

    private static byte[] Note(FuzzWorld world) => OwnerNote.Issue(
        world.AliceOik,
        world.Unread[0].EnvelopeHash,
        world.Talk.Connection,
        world.Talk.Bob.Identity.Agent,
        OwnerSide.Recipient,
        world.Talk.Clock.Now,
        "not now – später").Bytes.ToArray();

    private static IReadOnlyList<Kind> Kinds(FuzzWorld world)
    {
        var (published, talk) = (world.Alice.Published, world.Talk);
        var (list, terms) = (NextList(world), NextTerms(world));
        var approval = world.Asked[0].Approvals[0];
        var rotation = Rotation.OfAgent(
            world.AliceAik, talk.Alice.Identity.Agent, world.BobOik.RawPublicKey(), talk.Clock.Now);
        var proof = ConnectProof.Issue(
            world.Dsks[0],
            ConnectProof.HashOfOrigin("https://cex.example"),
            talk.Alice.Identity.Agent,
            world.Random.NextId(),
            new(world.Random.Bytes(32)),
            talk.Clock.Now);
        var nack = Nack.Issue(
            world.Dsks[0],
            talk.Alice.Identity.Agent,
            world.Random.NextId(),
            talk.Connection,
            world.OfBob[0].EpochHash,
            default,
            NackReason.KeyGone,
            talk.Clock.Now);
        return
        [
            new("agentCertificate", published.Certificate, Fields.AgentCertificate, "agent", world.AliceOik),
            new("deviceCertificate", published.Certificates[0], Fields.DeviceCertificate, "device", world.AliceAik)
            {
                Place = "peerCertificate",
            },
            new("deviceList", list, Fields.DeviceList(list), "device", world.AliceAik) { Place = "peerList" },
            new("viewerCertificate", published.Viewers[0], Fields.ViewerCertificate, "viewer", world.AliceOik)
            {
                Place = "peerViewer",
            },
            new("prekey", published.Prekeys[0], Fields.Prekey, "prekey", world.Dsks[0]) { Place = "peerPrekey" },
            new("terms", terms, Fields.Terms(terms), "terms", world.AliceOik) { Place = "peerTerms" },
            new("terms", published.Terms[0], Fields.Terms(published.Terms[0]), "terms", world.AliceOik),
            new("approval", approval, Fields.Approval, "approval", world.AliceOik),
            new("ownerNote", Note(world), Fields.OwnerNote, "approval", world.AliceOik),
            new("nack", nack.Bytes.ToArray(), Fields.Nack, "nack", world.Dsks[0]),
            new("rewrap", world.Rewrap, Fields.Rewrap, "rewrap", world.BobOik) { Behind = 80 },
            new("rotation", rotation.Bytes.ToArray(), Fields.Rotation, "rotate", world.AliceAik),
            new("connectProof", proof.Bytes.ToArray(), Fields.ConnectProof, "connect", world.Dsks[0]),
        ];
    }

    /// <summary>The version after the published ones.</summary>
    private static byte[] NextList(FuzzWorld world)
    {
        var previous = Records.DeviceList(world.Alice.Published.Lists[^1]);
        return DeviceList.Issue(
            world.AliceAik, previous.Agent, world.Talk.Clock.Now, previous.Devices, previous).Bytes.ToArray();
    }

    /// <summary>The version after the published ones.</summary>
    private static byte[] NextTerms(FuzzWorld world)
    {
        var previous = Records.Terms(world.Alice.Published.Terms[^1]);
        return ConnectionTerms.Issue(
            world.AliceOik,
            previous.Connection,
            previous.Own,
            previous.Peer,
            world.Talk.Clock.Now,
            previous.OwnerRead,
            previous.Categories,
            previous).Bytes.ToArray();
    }

    /// <summary>A record to change.</summary>
    private sealed record Kind(string What, byte[] Record, int[] Fields, string Purpose, Key Key)
    {
        /// <summary>Bytes behind the signature.</summary>
        public int Behind { get; init; }

        /// <summary>Where it is judged beside others.</summary>
        public string? Place { get; init; }
    }
}
