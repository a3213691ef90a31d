namespace ContextExchange.Cryptography.Tests;

/// <summary>Algorithms are shared by every thread; keys may be disposed while they are in use.</summary>
public sealed class ThreadSafetyTests
{
    private const int Rounds = 400;

    [Fact]
    public void SharedKeysGiveTheSameAnswersOnEveryThread()
    {
        using var signing = Key.Create(SignatureAlgorithm.Ed25519);
        using var agreement = Key.Create(KeyAgreementAlgorithm.X25519);
        using var aead = Key.Create(AeadAlgorithm.ChaCha20Poly1305);
        using var mac = Key.Create(MacAlgorithm.HmacSha256);
        var signature = SignatureAlgorithm.Ed25519.Sign(signing, "text"u8);
        var ciphertext = AeadAlgorithm.ChaCha20Poly1305.Encrypt(aead, new byte[12], [], [1, 2, 3]);
        var code = MacAlgorithm.HmacSha256.Mac(mac, "text"u8);

        Parallel.For(0, Rounds, _ =>
        {
            Assert.Equal(signature, SignatureAlgorithm.Ed25519.Sign(signing, "text"u8));
            Assert.True(SignatureAlgorithm.Ed25519.Verify(signing.PublicKey, "text"u8, signature));
            Assert.Equal([1, 2, 3], AeadAlgorithm.ChaCha20Poly1305.Decrypt(aead, new byte[12], [], ciphertext));
            Assert.Equal(code, MacAlgorithm.HmacSha256.Mac(mac, "text"u8));
            var (encapsulation, sealedText) = Hpke.SealBase(agreement.PublicKey, [], [], [4, 5]);
            Assert.Equal([4, 5], Hpke.OpenBase(agreement, encapsulation, [], [], sealedText));
        });
    }

    [Fact]
    public void AKeyDisposedInUseGivesRightSignaturesOrThrows()
    {
        var seed = Enumerable.Range(0, 32).Select(i => (byte)i).ToArray();
        using var reference = Key.Import(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey);
        var expected = SignatureAlgorithm.Ed25519.Sign(reference, "text"u8);

        for (var round = 0; round < 20; round++)
        {
            var key = Key.Import(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey);
            Parallel.For(0, 40, i =>
            {
                if (i == 20)
                    key.Dispose();
                try
                {
                    Assert.Equal(expected, SignatureAlgorithm.Ed25519.Sign(key, "text"u8));
                }
                catch (ObjectDisposedException)
                {
                    // The other allowed outcome: never a signature under a wiped key.
                }
            });
            Assert.Throws<ObjectDisposedException>(() => SignatureAlgorithm.Ed25519.Sign(key, "text"u8));
        }
    }

    [Fact]
    public void SecretMemoryIsNeverSharedByTwoThreads() =>
        Parallel.For(0, Rounds, i =>
        {
            using var buffer = new SecretBuffer(1 + (i % 96));
            using var lease = buffer.Open();
            Assert.Equal(-1, lease.Bytes.IndexOfAnyExcept((byte)0));
            lease.Bytes.Fill((byte)(i | 1));
            Thread.Yield();
            Assert.Equal(-1, lease.Bytes.IndexOfAnyExcept((byte)(i | 1)));
        });
}
