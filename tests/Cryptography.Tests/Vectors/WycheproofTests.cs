using System.Security.Cryptography;
using System.Text.Json;
using static ContextExchange.Cryptography.Tests.Vectors.VectorFiles;

namespace ContextExchange.Cryptography.Tests.Vectors;

/// <summary>Wycheproof on our layer.</summary>
public sealed class WycheproofTests
{
    [Fact]
    public void Ed25519VerifiesWhatWycheproofCallsValid() =>
        RunWycheproof("ed25519", 151, (group, test) =>
        {
            var ed25519 = SignatureAlgorithm.Ed25519;
            var bytes = group.GetProperty("publicKey").Bytes("pk");
            var publicKey = PublicKey.Import(ed25519, bytes, KeyBlobFormat.RawPublicKey);
            var encoded = group.Bytes("publicKeyDer");

            Assert.Equal(publicKey, PublicKey.Import(ed25519, encoded, KeyBlobFormat.PkixPublicKey));
            Assert.Equal(test.IsValid(), ed25519.Verify(publicKey, test.Bytes("msg"), test.Bytes("sig")));
        });

    [Fact]
    public void X25519AgreesUnlessTheResultIsAllZero() =>
        RunWycheproof("x25519", 518, (_, test) =>
        {
            var x25519 = KeyAgreementAlgorithm.X25519;
            var exportable = new SharedSecretCreationParameters
            {
                ExportPolicy = KeyExportPolicies.AllowPlaintextExport,
            };
            using var key = Key.Import(x25519, test.Bytes("private"), KeyBlobFormat.RawPrivateKey);
            var other = PublicKey.Import(x25519, test.Bytes("public"), KeyBlobFormat.RawPublicKey);
            var expected = test.Bytes("shared");

            using var agreed = x25519.Agree(key, other, in exportable);

            // "Acceptable" cases (twist, non-canonical) have one right result too; only zero must be refused.
            if (expected.AsSpan().IndexOfAnyExcept((byte)0) < 0)
                Assert.Null(agreed);
            else
                Assert.Equal(expected, agreed!.Export(SharedSecretBlobFormat.RawSharedSecret));
        });

    [Fact]
    public void ChaCha20Poly1305IsThatOfWycheproof() =>
        RunWycheproof("chacha20_poly1305", 325, (_, test) =>
        {
            CheckAead(AeadAlgorithm.ChaCha20Poly1305, test);
            CheckEphemeralAead(test);
        });

    [Fact]
    public void XChaCha20Poly1305IsThatOfWycheproof() =>
        RunWycheproof("xchacha20_poly1305", 315, (_, test) => CheckAead(AeadAlgorithm.XChaCha20Poly1305, test));

    [Fact]
    public void HkdfSha256IsThatOfWycheproof() =>
        RunWycheproof("hkdf_sha256", 86, (_, test) =>
        {
            var hkdf = KeyDerivationAlgorithm.HkdfSha256;
            var (secret, salt, info) = (test.Bytes("ikm"), test.Bytes("salt"), test.Bytes("info"));
            var size = test.GetProperty("size").GetInt32();
            if (!test.IsValid())
            {
                Assert.Throws<ArgumentOutOfRangeException>(() => hkdf.DeriveBytes(secret, salt, info, size));
                Assert.Throws<ArgumentException>(() => hkdf.DeriveBytes(secret, salt, info, new byte[size]));
                return;
            }

            var expected = test.Bytes("okm");
            Assert.Equal(expected, hkdf.DeriveBytes(secret, salt, info, size));
            Assert.Equal(expected, hkdf.Expand(hkdf.Extract(secret, salt), info, size));
            using var shared = SharedSecret.Import(secret, SharedSecretBlobFormat.RawSharedSecret);
            Assert.Equal(expected, hkdf.DeriveBytes(shared, salt, info, size));
        });

    [Fact]
    public void HmacSha256IsThatOfWycheproof() =>
        RunWycheproof("hmac_sha256", 174, (group, test) =>
        {
            var (bytes, message, tag) = (test.Bytes("key"), test.Bytes("msg"), test.Bytes("tag"));
            var mac = new byte[EphemeralMac.MacSize];
            EphemeralMac.HmacSha256(bytes, message, mac);
            var length = group.GetProperty("tagSize").GetInt32() / 8;
            Assert.Equal(test.IsValid(), CryptographicOperations.FixedTimeEquals(mac.AsSpan(0, length), tag));

            // A Key of HMAC-SHA-256 has 32 bytes and gives whole codes; the other sizes are for the span form.
            if (bytes.Length != 32)
                return;
            using var key = Key.Import(MacAlgorithm.HmacSha256, bytes, KeyBlobFormat.RawSymmetricKey);
            Assert.Equal(mac, MacAlgorithm.HmacSha256.Mac(key, message));
            if (length == 32)
                Assert.Equal(test.IsValid(), MacAlgorithm.HmacSha256.Verify(key, message, tag));
        });

    private static void CheckAead(AeadAlgorithm aead, JsonElement test)
    {
        using var key = Key.Import(aead, test.Bytes("key"), KeyBlobFormat.RawSymmetricKey);
        var (nonce, data, plaintext) = (test.Bytes("iv"), test.Bytes("aad"), test.Bytes("msg"));
        byte[] ciphertext = [.. test.Bytes("ct"), .. test.Bytes("tag")];
        if (test.IsValid())
        {
            Assert.Equal(ciphertext, aead.Encrypt(key, nonce, data, plaintext));
            Assert.Equal(plaintext, aead.Decrypt(key, nonce, data, ciphertext));
            return;
        }

        Assert.Null(aead.Decrypt(key, nonce, data, ciphertext));
        if (nonce.Length != aead.NonceSize)
            Assert.Throws<ArgumentException>(() => aead.Encrypt(key, nonce, data, plaintext));
    }

    private static void CheckEphemeralAead(JsonElement test)
    {
        var (key, nonce, data, plaintext) = (test.Bytes("key"), test.Bytes("iv"), test.Bytes("aad"), test.Bytes("msg"));
        byte[] ciphertext = [.. test.Bytes("ct"), .. test.Bytes("tag")];
        var opened = new byte[plaintext.Length];
        Assert.Equal(test.IsValid(), EphemeralAead.Decrypt(key, nonce, data, ciphertext, opened));
        if (!test.IsValid())
            return;
        Assert.Equal(plaintext, opened);
        var written = new byte[ciphertext.Length];
        EphemeralAead.Encrypt(key, nonce, data, plaintext, written);
        Assert.Equal(ciphertext, written);
    }
}
