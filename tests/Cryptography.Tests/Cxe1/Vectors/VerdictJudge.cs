using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Tests.Cxe1.Vectors;

/// <summary>
/// Answers verdicts.json: what a rule decides. The results (secret, text, content) go into the answer.
/// </summary>
internal sealed class VerdictJudge(VectorWorld world)
{
    /// <summary>The verdict, and what the case must give if it is ok: the members that the answer adds.</summary>
    public (string Verdict, JsonObject Results) Judge(JsonObject one)
    {
        var results = new JsonObject();
        var verdict = one["op"]!.GetValue<string>() switch
        {
            "directory" => FormJudge.Name(Directory(one)),
            "terms-chain" => FormJudge.Name(Chain(one)),
            "offer-id" => OfferId(one, results),
            "invite-secret" => SecretOfInvite(one, results),
            "offers" => Offers(one, results),
            "consent" => FormJudge.Name(Consent(one)),
            "roster" => FormJudge.Name(Roster(one)),
            "owner-open" => FormJudge.Name(OwnerOpen(one, results)),
            "owner-read" => FormJudge.Name(OwnerRead(one, results)),
            "history" => FormJudge.Name(History(one, results)),
            "note" => FormJudge.Name(Note(one, results)),
            "nack" => FormJudge.Name(NackVerdict(one)),
            "vault" => Vault(one, results),
            "vault-link" => VaultLink(one, results),
            var op => throw new InvalidDataException($"Unknown op {op}."),
        };
        return (verdict, results);
    }

    private Cxe1Error Directory(JsonObject one)
    {
        world.TryVerify(one["directory"]!, out _, out var error);
        return error;
    }

    private Cxe1Error Chain(JsonObject one)
    {
        var expected = new TermsExpectation
        {
            Side = VectorWorld.Identity(one["side"])!.Value,
            Peer = VectorWorld.Identity(one["peer"]),
            Connection = VectorWorld.Id(one["connection"]),
            Offers = one["offer"] is { } offer ? [VectorWorld.Id(offer)] : [],
        };
        return TermsChain.Check(world.Terms(one["terms"]), expected, world.TermsOf(one["known"]), Now(one)!.Value);
    }

    private static string OfferId(JsonObject one, JsonObject results)
    {
        results["id"] = VectorWorld.Of(ConnectionTerms.OfferId(Hex(one["secret"]!.GetValue<string>())));
        return "ok";
    }

    private static string SecretOfInvite(JsonObject one, JsonObject results)
    {
        var exportable = new KeyCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport };
        using var aik = Key.Import(
            SignatureAlgorithm.Ed25519, Hex(one["seed"]!.GetValue<string>()), KeyBlobFormat.RawPrivateKey,
            in exportable);
        results["secret"] = Hex(InviteSecret.Of(aik, one["created"]!.GetValue<long>()));
        return "ok";
    }

    private string Offers(JsonObject one, JsonObject results)
    {
        TermsSide Side(string side) =>
            new(VectorWorld.Identity(one[side])!.Value, world.TermsOf(one[side + "Terms"]));
        ImmutableArray<AcceptedOffer> known =
        [
            .. one["known"]!.GetValue<string>().Split(", ", StringSplitOptions.RemoveEmptyEntries)
                .Select(pair => pair.Split(' '))
                .Select(pair => new AcceptedOffer(VectorWorld.Id(pair[0]), new(Hex(pair[1])))),
        ];
        var made = one["made"]!.AsArray().Select(VectorWorld.Id).ToArray();
        var offers = AcceptedOffers.Extend(
            known, Side("own"), Side("peer"), VectorWorld.Id(one["connection"]),
            offer => made.Contains(offer.Connection));
        results["offers"] = string.Join(
            ", ", offers.Select(offer => $"{VectorWorld.Of(offer.Offer)} {offer.Acceptance}"));
        return "ok";
    }

    private Cxe1Error Consent(JsonObject one)
    {
        Assert.True(DeliveredMessage.TryParse(world.Bytes(one["message"]), out var message, out _));
        return ConsentRule.Check(
            message,
            world.Terms(one["senderTerms"]),
            world.Terms(one["recipientTerms"]),
            VectorWorld.Bytes32Of(one["senderOik"]),
            VectorWorld.Bytes32Of(one["recipientOik"]),
            Now(one));
    }

    private Cxe1Error Roster(JsonObject one)
    {
        Assert.True(EpochView.TryParse(world.Bytes(one["epoch"]), out var epoch, out _));
        return RosterRule.Check(
            epoch,
            world.Directory(one["sender"]),
            world.Directory(one["recipient"]),
            world.Terms(one["senderTerms"]),
            world.Terms(one["recipientTerms"]));
    }

    private Cxe1Error OwnerOpen(JsonObject one, JsonObject results)
    {
        var error = OpenAsOwner(one, out var opened);
        using (opened)
            if (opened is not null)
                results["secret"] = Hex(opened.CopySecret());
        return error;
    }

    private Cxe1Error OwnerRead(JsonObject one, JsonObject results)
    {
        Assert.Equal(Cxe1Error.None, OpenAsOwner(one, out var opened));
        using (opened) return Read(one, opened!, results);
    }

    private Cxe1Error OpenAsOwner(JsonObject one, out OpenedEpoch? opened)
    {
        var keys = one["keys"]!.AsArray().Select(key => PrivateKey(key)!).ToArray();
        var clock = new TestClock { Now = Now(one)!.Value };
        var viewer = new OwnerViewer(world.Connection(one["connection"]), keys, clock);
        var (own, peer) = (world.Directory(one["own"]), world.Directory(one["peer"]));
        foreach (var before in one["before"]?.AsArray() ?? [])
        {
            Assert.Equal(Cxe1Error.None, viewer.Open(world.Bytes(before), own, peer, out var earlier));
            earlier!.Dispose();
        }

        return viewer.Open(world.Bytes(one["record"]), own, peer, out opened);
    }

    private Cxe1Error Read(JsonObject one, OpenedEpoch opened, JsonObject results)
    {
        var reading = opened.Read(world.Bytes(one["message"]));
        if (reading.Message is { } message) results["text"] = message.Content.Text;
        return reading.Error;
    }

    private Cxe1Error History(JsonObject one, JsonObject results)
    {
        if (!Rewrap.TryParse(world.Bytes(one["rewrap"]), out var rewrap, out var error)) return error;
        var store = new MemoryDeviceStore();
        using var device = DeviceKeys.Create(store, VectorWorld.Id(one["agent"]), Device(one));
        using var key = PrivateKey(one["key"]);
        if (key is not null) KeepPrekey(store, key);
        error = HistoryReader.Open(
            store,
            device,
            world.Connection(one["connection"]),
            world.Bytes(one["record"]),
            rewrap,
            world.Directory(one["own"]),
            world.Directory(one["peer"]),
            Now(one)!.Value,
            out var opened);
        using (opened) return opened is null || one["message"] is null ? error : Read(one, opened, results);
    }

    private Cxe1Error Note(JsonObject one, JsonObject results)
    {
        if (!SealedNote.TryParse(world.Bytes(one["note"]), out var note, out var error)) return error;
        var store = new MemoryDeviceStore();
        using var device = DeviceKeys.Create(store, VectorWorld.Id(one["agent"]), Device(one));
        using var key = PrivateKey(one["key"]);
        if (key is not null) KeepPrekey(store, key);
        error = note.Open(
            store,
            device,
            VectorWorld.Bytes32Of(one["envelope"]),
            VectorWorld.Id(one["connection"]),
            (OwnerSide)one["side"]!.GetValue<int>(),
            VectorWorld.Bytes32Of(one["oik"]),
            out var opened);
        if (opened is not null) results["text"] = opened.Text;
        return error;
    }

    private Cxe1Error NackVerdict(JsonObject one)
    {
        if (!Nack.TryParse(world.Bytes(one["nack"]), out var nack, out var error)) return error;
        var answer = new NackAnswer(
            new MemoryDeviceStore(), world.Connection(one["connection"]), world.Directory(one["peer"]));
        return answer.Check(nack, out _);
    }

    private string Vault(JsonObject one, JsonObject results)
    {
        var passphrase = Encoding.UTF8.GetBytes(one["passphrase"]!.GetValue<string>());
        var isOpen = OwnerVault.TryOpen(
            passphrase, world.Bytes(one["blob"]), out var vault, out var refusal, out var error);
        using (vault)
            if (vault is not null)
                results["content"] = Hex(OwnerVaultCodec.Write(vault));
        return isOpen ? "ok" : refusal != VaultRefusal.None ? refusal.ToString() : error.ToString();
    }

    private static string VaultLink(JsonObject one, JsonObject results)
    {
        if (!OwnerVault.TryReadLink(one["link"]!.GetValue<string>(), out var blob)) return "refused";
        results["blob"] = Hex(blob);
        return "ok";
    }

    /// <summary>A device with the id of the case: the id is the first thing that is drawn.</summary>
    private static FillRandom Device(JsonObject one)
    {
        var id = Hex(one["device"]!.GetValue<string>());
        return bytes =>
        {
            bytes.Clear();
            id.AsSpan(0, Math.Min(16, bytes.Length)).CopyTo(bytes);
        };
    }

    private static void KeepPrekey(MemoryDeviceStore store, Key key)
    {
        using var transaction = store.Begin();
        var keyId = key.RawPublicKey().KeyId(Suite.X25519ChaCha20Poly1305).ToArray();
        byte[] row = [(byte)PrekeyKind.SignedPrekey, .. key.Export(KeyBlobFormat.RawPrivateKey)];
        transaction.Put(DeviceTable.Prekeys, keyId, row);
        transaction.Commit();
    }

    private static Key? PrivateKey(JsonNode? hex)
    {
        if (hex is null) return null;
        var exportable = new KeyCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport };
        return Key.Import(
            KeyAgreementAlgorithm.X25519, Hex(hex.GetValue<string>()), KeyBlobFormat.RawPrivateKey, in exportable);
    }

    private static long? Now(JsonObject one) => one["now"]?.GetValue<long>();
}
