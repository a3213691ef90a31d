namespace ContextExchange.Cryptography.Tests;

/// <summary>
/// Properties on random inputs: what was sealed opens, one flipped bit anywhere is refused. CEX_SEED repeats a run.
/// </summary>
public sealed class RandomInputTests
{
    private const int Rounds = 300;

    private static readonly int Seed =
        int.TryParse(Environment.GetEnvironmentVariable("CEX_SEED"), out var seed) ? seed : Environment.TickCount;

    [Fact]
    public void AeadOpensExactlyWhatItSealed() => Repeat(random =>
    {
        var aead = random.Next(2) == 0
            ? (AeadAlgorithm)AeadAlgorithm.ChaCha20Poly1305
            : AeadAlgorithm.XChaCha20Poly1305;
        using var key = Key.Create(aead);
        var (nonce, data, text) = (Bytes(random, aead.NonceSize), Some(random), Some(random));

        var ciphertext = aead.Encrypt(key, nonce, data, text);

        Assert.Equal(text, aead.Decrypt(key, nonce, data, ciphertext));
        Assert.Null(aead.Decrypt(key, nonce, data, Flip(random, ciphertext)));
        Assert.Null(aead.Decrypt(key, Flip(random, nonce), data, ciphertext));
        Assert.Null(aead.Decrypt(key, nonce, [.. data, 0], ciphertext));
    });

    [Fact]
    public void HpkeOpensExactlyWhatItSealed() => Repeat(random =>
    {
        using var key = Key.Create(KeyAgreementAlgorithm.X25519);
        var (info, data, text) = (Some(random), Some(random), Some(random));

        var (encapsulation, ciphertext) = Hpke.SealBase(key.PublicKey, info, data, text);

        Assert.Equal(text, Hpke.OpenBase(key, encapsulation, info, data, ciphertext));
        Assert.Null(Hpke.OpenBase(key, encapsulation, info, data, Flip(random, ciphertext)));
        Assert.Null(Hpke.OpenBase(key, Flip(random, encapsulation), info, data, ciphertext));
        Assert.Null(Hpke.OpenBase(key, encapsulation, [.. info, 0], data, ciphertext));
        Assert.Null(Hpke.OpenBase(key, encapsulation, info, [.. data, 0], ciphertext));
    });

    [Fact]
    public void SignaturesVerifyExactlyWhatWasSigned() => Repeat(random =>
    {
        using var key = Key.Create(SignatureAlgorithm.Ed25519);
        var text = Some(random);

        var signature = SignatureAlgorithm.Ed25519.Sign(key, text);

        Assert.True(SignatureAlgorithm.Ed25519.Verify(key.PublicKey, text, signature));
        Assert.False(SignatureAlgorithm.Ed25519.Verify(key.PublicKey, text, Flip(random, signature)));
        Assert.False(SignatureAlgorithm.Ed25519.Verify(key.PublicKey, [.. text, 0], signature));
    });

    [Fact]
    public void VaultsUnderAKeyOpenExactlyWhatTheySealed() => Repeat(random =>
    {
        var (key, data) = (Bytes(random, SecretVault.KeySize), Some(random));
        var secret = Bytes(random, 1 + random.Next(200));

        var blob = SecretVault.SealWithKey(key, data, secret);

        var opened = SecretVault.OpenWithKey(key, data, blob);
        using (opened.Secret)
        {
            using var lease = opened.Secret!.Open();
            Assert.Equal(secret, lease.Bytes);
        }

        Assert.NotEqual(VaultRefusal.None, SecretVault.OpenWithKey(key, data, Flip(random, blob)).Refusal);
        Assert.NotEqual(VaultRefusal.None, SecretVault.OpenWithKey(key, [.. data, 0], blob).Refusal);
    });

    private static void Repeat(Action<Random> round)
    {
        var random = new Random(Seed);
        for (var i = 0; i < Rounds; i++)
        {
            try
            {
                round(random);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Round {i} of CEX_SEED={Seed}", exception);
            }
        }
    }

    private static byte[] Some(Random random) => Bytes(random, random.Next(4) == 0 ? 0 : random.Next(1500));

    private static byte[] Bytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Flip(Random random, byte[] original)
    {
        byte[] copy = [.. original];
        copy[random.Next(copy.Length)] ^= (byte)(1 << random.Next(8));
        return copy;
    }
}
