namespace ContextExchange.Cryptography.Tests.Basics;

/// <summary>RFC 8439 section 2.8.2, draft-irtf-cfrg-xchacha appendix A.3.1, and the refusals.</summary>
public sealed class AeadTests
{
    private static readonly byte[] Sunscreen =
    [
        .. "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "u8,
        .. "sunscreen would be it."u8,
    ];

    private static readonly byte[] RfcKey = Hex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f");
    private static readonly byte[] RfcData = Hex("50515253c0c1c2c3c4c5c6c7");
    private static readonly byte[] RfcNonce = Hex("070000004041424344454647");

    private static readonly byte[] RfcCiphertext = Hex(
        "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b"
        + "1a71de0a9e060b2905d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc"
        + "3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691");

    private static readonly byte[] DraftNonce = Hex("404142434445464748494a4b4c4d4e4f5051525354555657");

    private static readonly byte[] DraftCiphertext = Hex(
        "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39"
        + "ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9"
        + "21f9664c97637da9768812f615c68b13b52ec0875924c1c7987947deafd8780acf49");

    public static TheoryData<string> Algorithms { get; } = ["ChaCha20Poly1305", "XChaCha20Poly1305"];

    [Fact]
    public void ChaCha20Poly1305IsThatOfRfc8439()
    {
        using var key = Key.Import(AeadAlgorithm.ChaCha20Poly1305, RfcKey, KeyBlobFormat.RawSymmetricKey);
        var ephemeral = new byte[RfcCiphertext.Length];

        EphemeralAead.Encrypt(RfcKey, RfcNonce, RfcData, Sunscreen, ephemeral);

        Assert.Equal(RfcCiphertext, AeadAlgorithm.ChaCha20Poly1305.Encrypt(key, RfcNonce, RfcData, Sunscreen));
        Assert.Equal(RfcCiphertext, ephemeral);
        Assert.Equal(Sunscreen, AeadAlgorithm.ChaCha20Poly1305.Decrypt(key, RfcNonce, RfcData, RfcCiphertext));
    }

    [Fact]
    public void XChaCha20Poly1305IsThatOfTheDraft()
    {
        using var key = Key.Import(AeadAlgorithm.XChaCha20Poly1305, RfcKey, KeyBlobFormat.RawSymmetricKey);

        Assert.Equal(DraftCiphertext, AeadAlgorithm.XChaCha20Poly1305.Encrypt(key, DraftNonce, RfcData, Sunscreen));
        Assert.Equal(Sunscreen, AeadAlgorithm.XChaCha20Poly1305.Decrypt(key, DraftNonce, RfcData, DraftCiphertext));
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void EveryChangedOrMissingByteIsRefused(string name)
    {
        var aead = Named(name);
        using var key = Key.Create(aead);
        byte[] nonce = [.. Enumerable.Range(0, aead.NonceSize).Select(i => (byte)i)];
        byte[] data = [.. "header"u8];
        var ciphertext = aead.Encrypt(key, nonce, data, Sunscreen);

        Assert.Equal(Sunscreen, aead.Decrypt(key, nonce, data, ciphertext));
        Assert.All(Tampering.EachByte(ciphertext), bad => Assert.Null(aead.Decrypt(key, nonce, data, bad)));
        Assert.All(Tampering.EachTruncation(ciphertext), bad => Assert.Null(aead.Decrypt(key, nonce, data, bad)));
        Assert.All(Tampering.EachByte(nonce), bad => Assert.Null(aead.Decrypt(key, bad, data, ciphertext)));
        Assert.All(Tampering.EachTruncation(nonce), bad => Assert.Null(aead.Decrypt(key, bad, data, ciphertext)));
        Assert.All(Tampering.EachByte(data), bad => Assert.Null(aead.Decrypt(key, nonce, bad, ciphertext)));
        Assert.All(Tampering.EachTruncation(data), bad => Assert.Null(aead.Decrypt(key, nonce, bad, ciphertext)));
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void AnotherKeyIsRefused(string name)
    {
        var aead = Named(name);
        using var key = Key.Create(aead);
        using var other = Key.Create(aead);
        var nonce = new byte[aead.NonceSize];

        Assert.Null(aead.Decrypt(other, nonce, [], aead.Encrypt(key, nonce, [], Sunscreen)));
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void ARefusalLeavesNoPlaintextBehind(string name)
    {
        var aead = Named(name);
        using var key = Key.Create(aead);
        var nonce = new byte[aead.NonceSize];
        var ciphertext = aead.Encrypt(key, nonce, [], Sunscreen);
        ciphertext[^1] ^= 1;
        var plaintext = Enumerable.Repeat((byte)0xAA, Sunscreen.Length).ToArray();

        Assert.False(aead.Decrypt(key, nonce, [], ciphertext, plaintext));
        Assert.Equal(new byte[Sunscreen.Length], plaintext);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void EncryptionInPlaceIsEncryption(string name)
    {
        var aead = Named(name);
        using var key = Key.Create(aead);
        var nonce = new byte[aead.NonceSize];
        var buffer = new byte[Sunscreen.Length + aead.TagSize];
        Sunscreen.CopyTo(buffer, 0);

        aead.Encrypt(key, nonce, [], buffer.AsSpan(0, Sunscreen.Length), buffer);
        Assert.Equal(aead.Encrypt(key, nonce, [], Sunscreen), buffer);
        Assert.True(aead.Decrypt(key, nonce, [], buffer, buffer.AsSpan(0, Sunscreen.Length)));

        Assert.Equal(Sunscreen, buffer[..Sunscreen.Length]);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void AnEmptyPlaintextIsStillAuthenticated(string name)
    {
        var aead = Named(name);
        using var key = Key.Create(aead);
        var nonce = new byte[aead.NonceSize];
        var ciphertext = aead.Encrypt(key, nonce, default, default);

        Assert.Equal(aead.TagSize, ciphertext.Length);
        Assert.Empty(aead.Decrypt(key, nonce, default, ciphertext)!);
        Assert.Null(aead.Decrypt(key, nonce, "x"u8, ciphertext));
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void WrongLengthsAreAProgrammersError(string name)
    {
        var aead = Named(name);
        using var key = Key.Create(aead);
        var nonce = new byte[aead.NonceSize];
        var buffer = new byte[Sunscreen.Length + aead.TagSize + 1];

        Assert.Throws<ArgumentException>(() => aead.Encrypt(key, new byte[aead.NonceSize - 1], [], Sunscreen));
        Assert.Throws<ArgumentException>(() => aead.Encrypt(key, nonce, [], Sunscreen, buffer));
        Assert.Throws<ArgumentException>(() => aead.Decrypt(key, nonce, [], new byte[17], buffer));
        Assert.Throws<ArgumentException>(() =>
            aead.Encrypt(key, nonce, [], buffer.AsSpan(1, Sunscreen.Length), buffer.AsSpan(0, buffer.Length - 1)));
    }

    [Fact]
    public void TheEphemeralFormRefusesWhatTheKeyedFormRefuses()
    {
        var plaintext = new byte[Sunscreen.Length];

        Assert.True(EphemeralAead.Decrypt(RfcKey, RfcNonce, RfcData, RfcCiphertext, plaintext));
        Assert.All(
            Tampering.EachByte(RfcCiphertext),
            bad => Assert.False(EphemeralAead.Decrypt(RfcKey, RfcNonce, RfcData, bad, plaintext)));
        Assert.All(
            Tampering.EachByte(RfcKey),
            bad => Assert.False(EphemeralAead.Decrypt(bad, RfcNonce, RfcData, RfcCiphertext, plaintext)));
        Assert.All(
            Tampering.EachTruncation(RfcNonce),
            bad => Assert.False(EphemeralAead.Decrypt(RfcKey, bad, RfcData, RfcCiphertext, plaintext)));
        Assert.False(EphemeralAead.Decrypt(RfcKey, RfcNonce, RfcData, new byte[15], plaintext));
        Assert.Throws<ArgumentException>(
            () => EphemeralAead.Decrypt(RfcKey.AsSpan(1), RfcNonce, RfcData, RfcCiphertext, plaintext));
        Assert.Throws<ArgumentException>(
            () => EphemeralAead.Encrypt(
                RfcKey, RfcNonce.AsSpan(1), RfcData, Sunscreen, new byte[RfcCiphertext.Length]));
    }

    private static AeadAlgorithm Named(string name) =>
        name == "ChaCha20Poly1305" ? AeadAlgorithm.ChaCha20Poly1305 : AeadAlgorithm.XChaCha20Poly1305;
}
