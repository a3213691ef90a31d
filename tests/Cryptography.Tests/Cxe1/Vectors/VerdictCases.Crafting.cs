using System.Buffers.Text;
using System.Text.Json.Nodes;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Tests.Cxe1.Vectors;

/// <summary>What no honest party makes: records that are rightly signed and still wrong. And the vaults.</summary>
internal sealed partial class VerdictCases
{
    private void AddVaults()
    {
        const string passphrase = "correct horse battery staple – 马";
        var content = UnsignedMaker.VaultContentOf(new("vault"));
        byte[] Sealed(byte[] inside, string data = "CXE1 owner vault") => SecretVault.SealWithPassphrase(
            System.Text.Encoding.UTF8.GetBytes(passphrase), VaultPassphraseCost.Default,
            System.Text.Encoding.ASCII.GetBytes(data), inside, cast.Random.Bytes(40));
        void Case(string name, string verdict, byte[] blob, string? other = null) => Add($"vault {name}", verdict, new()
        {
            ["op"] = "vault", ["blob"] = Hex(blob), ["passphrase"] = other ?? passphrase,
        });
        var good = Sealed(content);
        Case("with its passphrase", "ok", good);
        Case("with another passphrase", "NotAuthentic", good, passphrase + " ");
        Case("of another purpose", "NotAuthentic", Sealed(content, "CXE1 something"));
        Case("that was damaged", "NotAuthentic", [.. good[..^1], (byte)(good[^1] ^ 1)]);
        Case("with another salt", "NotAuthentic", [.. good[..10], (byte)(good[10] ^ 1), .. good[11..]]);
        Case("with a wrong content", "UnknownVersion", Sealed([2, .. content[1..]]));
        Case("with too short a content", "WrongLength", Sealed(content[..^1]));
        Case("that is none", "NotAVault", [0, .. good[1..]]);
        Case("that is cut", "NotAVault", good[..66]);
        Case("of another version", "UnknownVersion", [.. good[..4], 2, .. good[5..]]);
        Case("under a raw key", "WrongKind", [.. good[..5], 2, .. good[6..]]);
        Case("that costs too much memory", "CostOutOfRange", [.. good[..6], 4, 1, .. good[8..]]);
        Case("that costs too many passes", "CostOutOfRange", [.. good[..8], 0, 17, .. good[10..]]);

        void Link(string name, string verdict, string link) =>
            Add($"vault link {name}", verdict, new() { ["op"] = "vault-link", ["link"] = link });
        foreach (var length in (int[])[67, 68, 69])
            Link($"of {length} bytes", "ok", OwnerVault.ToLink("https://cex.example/", good.AsSpan(0, length)));
        var text = Base64Url.EncodeToString(good.AsSpan(0, 67));
        Link("in a folder", "ok", "https://cex.example:8443/cex/owner#" + text);
        Link("with padding", "refused", $"https://cex.example/owner#{text}==");
        Link("with a space", "refused", $"https://cex.example/owner#{text} ");
        Link("with bits that are not needed", "refused",
            $"https://cex.example/owner#{text[..^1]}{(char)(text[^1] + 1)}");
        Link("with a lone digit", "refused", "https://cex.example/owner#" + text + "AAA");
        Link("with base64's own digits", "refused", "https://cex.example/owner#" + "+/" + text);
        Link("without anything", "refused", "https://cex.example/owner#");
        Link("of another page", "refused", "https://cex.example/invite#" + text);
        Link("without a server", "refused", "/owner#" + text);
    }

    private static int SignatureAt(VectorCast.Sent sent) => sent.Epoch.Header.Length;

    private static byte[] Damage(VectorCast.Sent sent, int fromEnd)
    {
        var record = sent.Record.ToArray();
        record[^-fromEnd] ^= 1;
        return record;
    }

    /// <summary>The epoch of "ask both" in which one reader gets another wrap than it should, rightly signed.</summary>
    private byte[] RogueWrap(int place, Bytes32? secret)
    {
        var epoch = cast.AskBoth.Epoch;
        var record = cast.AskBoth.Record.ToArray();
        var wraps = record.AsSpan(SignatureAt(cast.AskBoth) + 64);
        var wrap = wraps.Slice(place * 80, 80);
        if (secret is { } other)
            Assert.True(EpochWrap.TrySeal(
                Talk.Bob.Viewers[0].Ovk, Bytes32.Sha256(epoch.Header), epoch.EntryBytes(place), other.ToArray(), wrap,
                cast.Random.MakeEphemeral));
        else
            wrap[79] ^= 1;
        var hash = EpochHeader.Hash(epoch.Header, wraps);
        Signatures.Sign(
            Talk.A.Keys.Dsk, SignaturePurpose.Epoch, hash.Sha256OfBytes(), record.AsSpan(SignatureAt(cast.AskBoth),
                64));
        return record;
    }

    private byte[] ChangedEnvelope(VectorCast.Sent sent, int offset, bool sign)
    {
        var envelope = sent.Envelope.ToArray();
        envelope[offset] ^= 1;
        if (sign)
            Signatures.Sign(
                Talk.A.Keys.Dsk, SignaturePurpose.Message, Bytes32.Sha256(envelope.AsSpan(0, 323)),
                envelope.AsSpan(323, 64));
        return envelope;
    }

    private byte[] WrapOf(Bytes32 secret, Prekey prekey, RosterEntry entry, VectorCast.Sent sent) =>
        WrapOf(secret, prekey.PublicKey, entry, sent);

    private byte[] WrapOf(Bytes32 secret, Key key, RosterEntry entry, VectorCast.Sent sent) =>
        WrapOf(secret, key.RawPublicKey(), entry, sent);

    private byte[] WrapOf(Bytes32 secret, Bytes32 publicKey, RosterEntry entry, VectorCast.Sent sent)
    {
        var entryBytes = new byte[RosterEntry.Size];
        var writer = new WireWriter(entryBytes);
        entry.Write(ref writer);
        var wrap = new byte[80];
        Assert.True(EpochWrap.TrySeal(
            publicKey, Bytes32.Sha256(sent.Epoch.Header), entryBytes, secret.ToArray(), wrap,
                cast.Random.MakeEphemeral));
        return wrap;
    }

    /// <summary>The private half of a prekey, from the device's own store.</summary>
    private static byte[] PrekeyOf(TestDevice device, Bytes32 keyId)
    {
        using var transaction = device.Store.Begin();
        return transaction.Get(DeviceTable.Prekeys, keyId.ToArray())![1..];
    }
}
