namespace ContextExchange.Cryptography.Tests.Basics;

/// <summary>FIPS 180-4 and RFC 7693 (abc), RFC 4231, and the comparisons.</summary>
public sealed class HashAndMacTests
{
    private static readonly byte[] MacKey = Hex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");

    [Fact]
    public void HashesOfAbcAreTheKnownOnes()
    {
        Assert.Equal(
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            Hex(HashAlgorithm.Sha256.Hash("abc"u8)));
        Assert.Equal(
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
            + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
            Hex(HashAlgorithm.Sha512.Hash("abc"u8)));
        Assert.Equal(
            "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319",
            Hex(HashAlgorithm.Blake2b_256.Hash("abc"u8)));
        Assert.Equal(
            "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8",
            Hex(HashAlgorithm.Blake2b_256.Hash(default)));
    }

    [Fact]
    public void AHashVerifiesOnlyItsOwnText()
    {
        foreach (HashAlgorithm algorithm in
            new HashAlgorithm[] { HashAlgorithm.Sha256, HashAlgorithm.Sha512, HashAlgorithm.Blake2b_256 })
        {
            var hash = algorithm.Hash("text"u8);

            Assert.True(algorithm.Verify("text"u8, hash));
            Assert.False(algorithm.Verify("Text"u8, hash));
            Assert.False(algorithm.Verify("text"u8, hash.AsSpan(1)));
            Assert.All(Tampering.EachByte(hash), bad => Assert.False(algorithm.Verify("text"u8, bad)));
            Assert.Throws<ArgumentException>(() => algorithm.Hash("text"u8, new byte[algorithm.HashSize - 1]));
        }
    }

    [Fact]
    public void HmacSha256IsThatOfRfc4231()
    {
        var mac = new byte[EphemeralMac.MacSize];

        EphemeralMac.HmacSha256("Jefe"u8, "what do ya want for nothing?"u8, mac);
        Assert.Equal("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843", Hex(mac));

        EphemeralMac.HmacSha256(Enumerable.Repeat((byte)0x0b, 20).ToArray(), "Hi There"u8, mac);
        Assert.Equal("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7", Hex(mac));
    }

    [Fact]
    public void TheKeyedAndTheEphemeralFormAgree()
    {
        using var key = Key.Import(MacAlgorithm.HmacSha256, MacKey, KeyBlobFormat.RawSymmetricKey);
        var mac = new byte[EphemeralMac.MacSize];

        EphemeralMac.HmacSha256(MacKey, "text"u8, mac);

        Assert.Equal(mac, MacAlgorithm.HmacSha256.Mac(key, "text"u8));
    }

    [Fact]
    public void AChainKeyMayBeReplacedInPlace()
    {
        var expected = new byte[EphemeralMac.MacSize];
        EphemeralMac.HmacSha256(MacKey, [2], expected);
        byte[] chain = [.. MacKey];

        EphemeralMac.HmacSha256(chain, [2], chain);

        Assert.Equal(expected, chain);
    }

    [Fact]
    public void ACodeVerifiesOnlyUnchanged()
    {
        using var key = Key.Create(MacAlgorithm.HmacSha256);
        using var other = Key.Create(MacAlgorithm.HmacSha256);
        var mac = MacAlgorithm.HmacSha256.Mac(key, "text"u8);

        Assert.True(MacAlgorithm.HmacSha256.Verify(key, "text"u8, mac));
        Assert.False(MacAlgorithm.HmacSha256.Verify(other, "text"u8, mac));
        Assert.False(MacAlgorithm.HmacSha256.Verify(key, "tex"u8, mac));
        Assert.All(Tampering.EachByte(mac), bad => Assert.False(MacAlgorithm.HmacSha256.Verify(key, "text"u8, bad)));
        Assert.All(
            Tampering.EachTruncation(mac), bad => Assert.False(MacAlgorithm.HmacSha256.Verify(key, "text"u8, bad)));
        Assert.Throws<ArgumentException>(() => MacAlgorithm.HmacSha256.Mac(key, "text"u8, new byte[31]));
        Assert.Throws<ArgumentException>(() => EphemeralMac.HmacSha256(MacKey, "text"u8, new byte[31]));
    }
}
