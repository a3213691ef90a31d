using System.Text.Json;

namespace ContextExchange.Cryptography.Tests.Vectors;

/// <summary>All encryptions and exports of RFC 9180 for DHKEM(X25519, HKDF-SHA256) in base mode.</summary>
public sealed class Rfc9180Tests
{
    private const int Suites = 8;
    private const int Encryptions = 1542;
    private const int Exports = 24;

    private int _encryptions;
    private int _exports;

    [Fact]
    public void EverySuiteGivesTheBytesOfTheRfc()
    {
        var file = VectorFiles.Open("rfc9180/dhkem_x25519_base.json", Encryptions + Exports);
        foreach (var vector in file.EnumerateArray())
            CheckSuite(vector);

        Assert.Equal(Suites, file.GetArrayLength());
        Assert.Equal(Encryptions, _encryptions);
        Assert.Equal(Exports, _exports);
    }

    private void CheckSuite(JsonElement vector)
    {
        Assert.Equal(0, vector.GetProperty("mode").GetInt32());
        Assert.Equal(HpkeSuite.KemId, vector.GetProperty("kem_id").GetInt32());
        var suite = new HpkeSuite(
            (HpkeKdf)vector.GetProperty("kdf_id").GetInt32(), (HpkeAead)vector.GetProperty("aead_id").GetInt32());
        using var ephemeral = DeriveKey(vector, "ikmE", "skEm", "pkEm");
        using var recipient = DeriveKey(vector, "ikmR", "skRm", "pkRm");

        var encapsulation = new byte[DhKem.EncapsulationSize];
        var sent = new byte[DhKem.SharedSecretSize];
        var received = new byte[DhKem.SharedSecretSize];
        Assert.True(DhKem.TryEncapsulate(ephemeral, recipient.PublicKey, encapsulation, sent));
        Assert.True(DhKem.TryDecapsulate(recipient, encapsulation, received));
        Assert.Equal(vector.Bytes("enc"), encapsulation);
        Assert.Equal(vector.Bytes("shared_secret"), sent);
        Assert.Equal(sent, received);

        var info = vector.Bytes("info");
        using var sender = new HpkeContext(suite, sent, info, new byte[HpkeContext.MaxSize]);
        using var reader = new HpkeContext(suite, received, info, new byte[HpkeContext.MaxSize]);
        Assert.Equal(vector.Bytes("key"), sender.Key);
        Assert.Equal(vector.Bytes("base_nonce"), sender.BaseNonce);
        Assert.Equal(vector.Bytes("exporter_secret"), sender.ExporterSecret);

        foreach (var encryption in vector.GetProperty("encryptions").EnumerateArray())
        {
            var plaintext = encryption.Bytes("pt");
            var ciphertext = new byte[plaintext.Length + HpkeContext.TagSize];
            sender.Seal(encryption.Bytes("aad"), plaintext, ciphertext);
            Assert.Equal(encryption.Bytes("ct"), ciphertext);
            var opened = new byte[plaintext.Length];
            byte[] otherData = [.. encryption.Bytes("aad"), 0];
            Assert.False(reader.Open(otherData, ciphertext, opened));
            Assert.True(reader.Open(encryption.Bytes("aad"), ciphertext, opened));
            Assert.Equal(plaintext, opened);
            _encryptions++;
        }

        foreach (var export in vector.GetProperty("exports").EnumerateArray())
        {
            var secret = new byte[export.GetProperty("L").GetInt32()];
            reader.Export(export.Bytes("exporter_context"), secret);
            Assert.Equal(export.Bytes("exported_value"), secret);
            _exports++;
        }
    }

    private static Key DeriveKey(JsonElement vector, string material, string secret, string publicKey)
    {
        var exportable = new KeyCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport };
        var key = DhKem.DeriveKeyPair(vector.Bytes(material), in exportable);
        Assert.Equal(vector.Bytes(secret), key.Export(KeyBlobFormat.RawPrivateKey));
        Assert.Equal(vector.Bytes(publicKey), key.PublicKey.Export(KeyBlobFormat.RawPublicKey));
        return key;
    }
}
