namespace ContextExchange.Cryptography.Tests.Keys;

public sealed class KeyTests
{
    private static readonly byte[] Seed = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    private static readonly Algorithm[] Asymmetric = [SignatureAlgorithm.Ed25519, KeyAgreementAlgorithm.X25519];

    private static readonly Algorithm[] Symmetric =
        [AeadAlgorithm.ChaCha20Poly1305, AeadAlgorithm.XChaCha20Poly1305, MacAlgorithm.HmacSha256];

    private static KeyCreationParameters Exportable =>
        new() { ExportPolicy = KeyExportPolicies.AllowPlaintextExport };

    [Fact]
    public void WhatWasImportedIsExported()
    {
        foreach (var algorithm in Symmetric)
        {
            using var key = Key.Import(algorithm, Seed, KeyBlobFormat.RawSymmetricKey, Exportable);
            Assert.Equal(Seed, key.Export(KeyBlobFormat.RawSymmetricKey));
            Assert.False(key.HasPublicKey);
            Assert.Throws<InvalidOperationException>(() => key.PublicKey);
        }

        foreach (var algorithm in Asymmetric)
        {
            using var key = Key.Import(algorithm, Seed, KeyBlobFormat.RawPrivateKey, Exportable);
            Assert.Equal(Seed, key.Export(KeyBlobFormat.RawPrivateKey));
            Assert.True(key.HasPublicKey);
        }
    }

    [Fact]
    public void PkixBlobsComeBackAsTheSameKey()
    {
        foreach (var algorithm in Asymmetric)
        {
            using var key = Key.Import(algorithm, Seed, KeyBlobFormat.RawPrivateKey, Exportable);
            using var again = Key.Import(
                algorithm, key.Export(KeyBlobFormat.PkixPrivateKey), KeyBlobFormat.PkixPrivateKey, Exportable);
            var blob = key.PublicKey.Export(KeyBlobFormat.PkixPublicKey);

            Assert.Equal(Seed, again.Export(KeyBlobFormat.RawPrivateKey));
            Assert.Equal(key.PublicKey, PublicKey.Import(algorithm, blob, KeyBlobFormat.PkixPublicKey));
            Assert.Equal(blob, key.Export(KeyBlobFormat.PkixPublicKey));
        }
    }

    [Fact]
    public void TheKeyOfRfc8410HasItsPkixBlobs()
    {
        // RFC 8410 sections 10.1 and 10.3.
        var blob = Convert.FromBase64String("MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC");
        using var key = Key.Import(SignatureAlgorithm.Ed25519, blob, KeyBlobFormat.PkixPrivateKey);

        Assert.Equal(
            "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=",
            Convert.ToBase64String(key.PublicKey.Export(KeyBlobFormat.PkixPublicKey)));
    }

    [Fact]
    public void ABlobMustBeExactlyInItsFormat()
    {
        var ed25519 = SignatureAlgorithm.Ed25519;
        using var key = Key.Create(ed25519, Exportable);
        var blob = key.Export(KeyBlobFormat.PkixPrivateKey);
        var other = KeyAgreementAlgorithm.X25519;

        Assert.False(Key.TryImport(other, blob, KeyBlobFormat.PkixPrivateKey, out var none));
        Assert.Null(none);
        Assert.False(Key.TryImport(ed25519, [.. blob, 0], KeyBlobFormat.PkixPrivateKey, out _));
        Assert.False(Key.TryImport(ed25519, Seed.AsSpan(1), KeyBlobFormat.RawPrivateKey, out _));
        Assert.False(PublicKey.TryImport(ed25519, Seed.AsSpan(1), KeyBlobFormat.RawPublicKey, out var noPublic));
        Assert.Null(noPublic);
        Assert.Throws<FormatException>(() => Key.Import(ed25519, Seed.AsSpan(1), KeyBlobFormat.RawPrivateKey));
        Assert.Throws<FormatException>(() => PublicKey.Import(ed25519, default, KeyBlobFormat.RawPublicKey));
    }

    [Fact]
    public void AFormatOfAnotherKindOfKeyIsAProgrammersError()
    {
        var (ed25519, mac) = (SignatureAlgorithm.Ed25519, MacAlgorithm.HmacSha256);

        Assert.Throws<ArgumentException>(() => Key.Import(ed25519, Seed, KeyBlobFormat.RawSymmetricKey));
        Assert.Throws<ArgumentException>(() => Key.Import(ed25519, Seed, KeyBlobFormat.RawPublicKey));
        Assert.Throws<ArgumentException>(() => Key.Import(mac, Seed, KeyBlobFormat.RawPrivateKey));
        Assert.Throws<ArgumentException>(() => Key.Import(mac, Seed, default));
        Assert.Throws<ArgumentException>(() => PublicKey.Import(ed25519, Seed, KeyBlobFormat.RawPrivateKey));
        Assert.Throws<NotSupportedException>(() => PublicKey.Import(mac, Seed, KeyBlobFormat.RawPublicKey));
        Assert.Throws<NotSupportedException>(() => Key.Create(HashAlgorithm.Sha256));
        Assert.Throws<NotSupportedException>(() => Key.Create(KeyDerivationAlgorithm.HkdfSha256));
    }

    [Fact]
    public void AKeyIsNotExportableUnlessItWasCreatedSo()
    {
        foreach (var algorithm in Symmetric)
        {
            using var key = Key.Create(algorithm);
            Assert.Equal(KeyExportPolicies.None, key.ExportPolicy);
            Assert.Throws<InvalidOperationException>(() => key.Export(KeyBlobFormat.RawSymmetricKey));
        }

        foreach (var algorithm in Asymmetric)
        {
            using var key = Key.Create(algorithm);
            var blob = new byte[64];
            Assert.Throws<InvalidOperationException>(() => key.Export(KeyBlobFormat.RawPrivateKey));
            Assert.Throws<InvalidOperationException>(() => key.Export(KeyBlobFormat.PkixPrivateKey));
            Assert.Throws<InvalidOperationException>(
                () => key.TryExport(KeyBlobFormat.RawPrivateKey, blob, out _));
            Assert.Equal(new byte[64], blob);
            Assert.NotEmpty(key.Export(KeyBlobFormat.RawPublicKey));
        }
    }

    [Fact]
    public void AnArchivableKeyIsExportedOnce()
    {
        using var key = Key.Create(
            SignatureAlgorithm.Ed25519,
            new KeyCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextArchiving });

        // A buffer that is too small takes nothing and costs nothing.
        var small = new byte[31];
        Assert.False(key.TryExport(KeyBlobFormat.RawPrivateKey, small, out var size));
        Assert.Equal(32, size);
        Assert.Equal(new byte[31], small);
        Assert.Equal(32, key.Export(KeyBlobFormat.RawPrivateKey).Length);
        Assert.Throws<InvalidOperationException>(() => key.Export(KeyBlobFormat.RawPrivateKey));
    }

    [Fact]
    public void ADisposedKeyThrowsWhereverItIsUsed()
    {
        var signing = Key.Create(SignatureAlgorithm.Ed25519, Exportable);
        var agreement = Key.Create(KeyAgreementAlgorithm.X25519);
        var aead = Key.Create(AeadAlgorithm.XChaCha20Poly1305);
        var mac = Key.Create(MacAlgorithm.HmacSha256);
        foreach (var key in new[] { signing, agreement, aead, mac })
        {
            key.Dispose();
            key.Dispose();
        }

        Assert.Throws<ObjectDisposedException>(() => SignatureAlgorithm.Ed25519.Sign(signing, "text"u8));
        Assert.Throws<ObjectDisposedException>(() => signing.Export(KeyBlobFormat.RawPrivateKey));
        Assert.Throws<ObjectDisposedException>(
            () => KeyAgreementAlgorithm.X25519.Agree(agreement, agreement.PublicKey));
        Assert.Throws<ObjectDisposedException>(
            () => AeadAlgorithm.XChaCha20Poly1305.Encrypt(aead, new byte[24], [], []));
        Assert.Throws<ObjectDisposedException>(
            () => AeadAlgorithm.XChaCha20Poly1305.Decrypt(aead, new byte[24], [], new byte[16]));
        Assert.Throws<ObjectDisposedException>(() => MacAlgorithm.HmacSha256.Mac(mac, "text"u8));
        Assert.Throws<ObjectDisposedException>(() => MacAlgorithm.HmacSha256.Verify(mac, "text"u8, new byte[32]));
    }

    [Fact]
    public void AKeyServesOneAlgorithmOnly()
    {
        using var signing = Key.Create(SignatureAlgorithm.Ed25519);
        using var agreement = Key.Create(KeyAgreementAlgorithm.X25519);
        using var chacha = Key.Create(AeadAlgorithm.ChaCha20Poly1305);

        Assert.Throws<ArgumentException>(() => SignatureAlgorithm.Ed25519.Sign(agreement, default));
        Assert.Throws<ArgumentException>(
            () => SignatureAlgorithm.Ed25519.Verify(agreement.PublicKey, default, new byte[64]));
        Assert.Throws<ArgumentException>(() => KeyAgreementAlgorithm.X25519.Agree(signing, agreement.PublicKey));
        Assert.Throws<ArgumentException>(() => KeyAgreementAlgorithm.X25519.Agree(agreement, signing.PublicKey));
        Assert.Throws<ArgumentException>(
            () => AeadAlgorithm.XChaCha20Poly1305.Encrypt(chacha, new byte[24], [], []));
        Assert.Throws<ArgumentException>(() => MacAlgorithm.HmacSha256.Mac(chacha, default));
        Assert.Throws<ArgumentNullException>(() => SignatureAlgorithm.Ed25519.Sign(null!, default));
    }

    [Fact]
    public void PublicKeysAreEqualByAlgorithmAndBytes()
    {
        var first = PublicKey.Import(SignatureAlgorithm.Ed25519, Seed, KeyBlobFormat.RawPublicKey);
        var same = PublicKey.Import(SignatureAlgorithm.Ed25519, Seed, KeyBlobFormat.RawPublicKey);
        var otherAlgorithm = PublicKey.Import(KeyAgreementAlgorithm.X25519, Seed, KeyBlobFormat.RawPublicKey);
        var otherBytes = PublicKey.Import(SignatureAlgorithm.Ed25519, new byte[32], KeyBlobFormat.RawPublicKey);

        Assert.Equal(first, same);
        Assert.Equal(first.GetHashCode(), same.GetHashCode());
        Assert.NotEqual(first, otherAlgorithm);
        Assert.NotEqual(first, otherBytes);
        Assert.False(first.TryExport(KeyBlobFormat.RawPublicKey, new byte[31], out var size));
        Assert.Equal(32, size);
    }
}
