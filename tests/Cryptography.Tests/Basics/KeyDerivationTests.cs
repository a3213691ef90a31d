namespace ContextExchange.Cryptography.Tests.Basics;

/// <summary>RFC 5869 appendix A.1 to A.3 and Argon2id; what derived keys are and refuse.</summary>
public sealed class KeyDerivationTests
{
    private static readonly HkdfSha256 Hkdf = KeyDerivationAlgorithm.HkdfSha256;
    private static readonly byte[] Ones = [.. Enumerable.Repeat((byte)0x0b, 22)];
    private static readonly byte[] Salt16 = [.. Enumerable.Range(0, 16).Select(i => (byte)i)];

    [Fact]
    public void HkdfSha256IsThatOfRfc5869()
    {
        var salt = Range(0x00, 13);
        var info = Range(0xf0, 10);
        const string Expected =
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865";

        Assert.Equal(
            "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5", Hex(Hkdf.Extract(Ones, salt)));
        Assert.Equal(Expected, Hex(Hkdf.Expand(Hkdf.Extract(Ones, salt), info, 42)));
        Assert.Equal(Expected, Hex(Hkdf.DeriveBytes(Ones, salt, info, 42)));
        Assert.Equal(
            "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
            + "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87",
            Hex(Hkdf.DeriveBytes(Range(0x00, 80), Range(0x60, 80), Range(0xb0, 80), 82)));
        Assert.Equal(
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
            Hex(Hkdf.DeriveBytes(Ones, default, default, 42)));
    }

    [Fact]
    public void ASharedSecretDerivesLikeItsBytes()
    {
        using var secret = SharedSecret.Import(Ones, SharedSecretBlobFormat.RawSharedSecret);

        Assert.Equal(Hkdf.Extract(Ones, "s"u8), Hkdf.Extract(secret, "s"u8));
        Assert.Equal(Hkdf.DeriveBytes(Ones, "s"u8, "i"u8, 40), Hkdf.DeriveBytes(secret, "s"u8, "i"u8, 40));
    }

    [Fact]
    public void DerivedKeysAreTheDerivedBytes()
    {
        var exportable = new KeyCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport };
        var pseudorandomKey = Hkdf.Extract(Ones, default);
        using var secret = SharedSecret.Import(Ones, SharedSecretBlobFormat.RawSharedSecret);
        using var derived = Hkdf.DeriveKey(secret, default, "i"u8, AeadAlgorithm.ChaCha20Poly1305, in exportable);
        using var expanded = Hkdf.ExpandKey(pseudorandomKey, "i"u8, SignatureAlgorithm.Ed25519, in exportable);
        var expected = Hkdf.Expand(pseudorandomKey, "i"u8, 32);

        Assert.Equal(expected, derived.Export(KeyBlobFormat.RawSymmetricKey));
        Assert.Equal(expected, expanded.Export(KeyBlobFormat.RawPrivateKey));
    }

    [Fact]
    public void HkdfRefusesWhatRfc5869DoesNotDefine()
    {
        var buffer = new byte[64];

        Assert.Throws<ArgumentException>(() => Hkdf.Extract([], "s"u8));
        Assert.Throws<ArgumentException>(() => Hkdf.Extract(Ones, "s"u8, new byte[31]));
        Assert.Throws<ArgumentException>(() => Hkdf.Expand(new byte[31], "i"u8, 32));
        Assert.Throws<ArgumentOutOfRangeException>(() => Hkdf.Expand(new byte[32], "i"u8, Hkdf.MaxCount + 1));
        Assert.Throws<ArgumentException>(() => Hkdf.Expand(buffer.AsSpan(0, 32), default, buffer.AsSpan(16, 32)));
        Assert.Throws<ArgumentException>(() => Hkdf.DeriveBytes(Ones, buffer, default, buffer));
        Assert.Throws<NotSupportedException>(
            () => Hkdf.DeriveKey(Ones, default, default, HashAlgorithm.Sha256));
    }

    // Known answers from an independent implementation (@noble/hashes): RFC 9106's own vectors need a secret,
    // associated data and four lanes, which libsodium does not offer.
    [Theory]
    [InlineData(256, 2, "7989cae79eab72e4e4f4124a6acde0796b3cb91920807721145cf29a5a1daaa6")]
    [InlineData(
        1024, 3,
        "1838b69c12e5f56eb415e8247d35edbd7cbeb1690fc6edc53abe25be2ff974ec"
        + "e57d41482c12b0ebdb525129b7a79d67b865d6ff4687ecd34679f2a705c2eabd")]
    public void Argon2idGivesTheKnownAnswers(long memory, long passes, string expected)
    {
        var parameters = new Argon2Parameters
        {
            DegreeOfParallelism = 1, MemorySize = memory, NumberOfPasses = passes,
        };
        var argon = PasswordBasedKeyDerivationAlgorithm.Argon2id(in parameters);

        Assert.Equal(
            expected, Hex(argon.DeriveBytes("correct horse battery staple"u8, Salt16, expected.Length / 2)));
    }

    [Fact]
    public void Argon2idRefusesWhatItCannotDo()
    {
        var good = new Argon2Parameters { DegreeOfParallelism = 1, MemorySize = 8, NumberOfPasses = 1 };
        var argon = PasswordBasedKeyDerivationAlgorithm.Argon2id(in good);

        Assert.Throws<ArgumentException>(() => argon.DeriveBytes("p"u8, Salt16.AsSpan(1), 32));
        Assert.All(
            new Argon2Parameters[]
            {
                default,
                good with { DegreeOfParallelism = 2 },
                good with { MemorySize = 7 },
                good with { MemorySize = 1L << 32 },
                good with { NumberOfPasses = 0 },
                good with { NumberOfPasses = 1L << 32 },
            },
            bad => Assert.Throws<ArgumentException>(() => PasswordBasedKeyDerivationAlgorithm.Argon2id(in bad)));
    }

    private static byte[] Range(int first, int count) =>
        [.. Enumerable.Range(first, count).Select(value => (byte)value)];
}
