using System.Security.Cryptography;
using System.Text.Json;
using static ContextExchange.Cryptography.Tests.Vectors.VectorFiles;

namespace ContextExchange.Cryptography.Tests.Vectors;

/// <summary>Wycheproof on what we take from the platform: AES-GCM for columns, AES-KWP for wrapped keys.</summary>
public sealed class PlatformWycheproofTests
{
    private const int TagSize = 16;

    [Fact]
    public void AesGcmIsThatOfWycheproofAndTakesOnly96BitNonces()
    {
        var withOurNonce = 0;
        RunWycheproof("aes_gcm", 316, (_, test) =>
        {
            using var aes = new AesGcm(test.Bytes("key"), TagSize);
            if (test.Bytes("iv").Length != 12)
            {
                // Valid by the standard, but the platform has no other nonce sizes: refused, never computed otherwise.
                Assert.Throws<ArgumentException>(() => Encrypt(aes, test));
                return;
            }

            withOurNonce++;
            if (test.IsValid())
            {
                byte[] expected = [.. test.Bytes("ct"), .. test.Bytes("tag")];
                Assert.Equal(expected, Encrypt(aes, test));
                Assert.Equal(test.Bytes("msg"), Decrypt(aes, test));
                return;
            }

            Assert.Throws<AuthenticationTagMismatchException>(() => Decrypt(aes, test));
        });
        Assert.True(withOurNonce > 100, $"Only {withOurNonce} cases had a 96-bit nonce.");
    }

    [Fact]
    public void AesKeyWrapWithPaddingIsThatOfWycheproof() =>
        RunWycheproof("aes_kwp", 254, (_, test) =>
        {
            using var aes = Aes.Create();
            aes.Key = test.Bytes("key");
            if (test.IsValid())
            {
                Assert.Equal(test.Bytes("ct"), aes.EncryptKeyWrapPadded(test.Bytes("msg")));
                Assert.Equal(test.Bytes("msg"), aes.DecryptKeyWrapPadded(test.Bytes("ct")));
                return;
            }

            // A length that no wrapping has is an argument error, everything else a cryptographic one.
            var refusal = Assert.ThrowsAny<Exception>(() => aes.DecryptKeyWrapPadded(test.Bytes("ct")));
            Assert.True(refusal is CryptographicException or ArgumentException, refusal.ToString());
        });

    private static byte[] Encrypt(AesGcm aes, JsonElement test)
    {
        var plaintext = test.Bytes("msg");
        var ciphertext = new byte[plaintext.Length + TagSize];
        aes.Encrypt(
            test.Bytes("iv"), plaintext, ciphertext.AsSpan(0, plaintext.Length), ciphertext.AsSpan(plaintext.Length),
            test.Bytes("aad"));
        return ciphertext;
    }

    private static byte[] Decrypt(AesGcm aes, JsonElement test)
    {
        var ciphertext = test.Bytes("ct");
        var plaintext = new byte[ciphertext.Length];
        aes.Decrypt(test.Bytes("iv"), ciphertext, test.Bytes("tag"), plaintext, test.Bytes("aad"));
        return plaintext;
    }
}
