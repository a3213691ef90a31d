namespace ContextExchange.Cryptography.Tests.Keys;

public sealed class SharedSecretTests
{
    private static readonly byte[] Bytes = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    [Fact]
    public void ASecretIsNotExportableUnlessItWasCreatedSo()
    {
        using var key = Key.Create(KeyAgreementAlgorithm.X25519);
        using var agreed = KeyAgreementAlgorithm.X25519.Agree(key, key.PublicKey);
        using var imported = SharedSecret.Import(Bytes, SharedSecretBlobFormat.RawSharedSecret);

        Assert.Throws<InvalidOperationException>(() => agreed!.Export(SharedSecretBlobFormat.RawSharedSecret));
        Assert.Throws<InvalidOperationException>(() => imported.Export(SharedSecretBlobFormat.RawSharedSecret));
    }

    [Fact]
    public void WhatWasImportedIsExported()
    {
        var exportable = new SharedSecretCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport };
        using var secret = SharedSecret.Import(Bytes, SharedSecretBlobFormat.RawSharedSecret, in exportable);

        Assert.Equal(Bytes, secret.Export(SharedSecretBlobFormat.RawSharedSecret));
        Assert.Equal(Bytes.Length, secret.Size);
        Assert.False(secret.TryExport(SharedSecretBlobFormat.RawSharedSecret, new byte[31], out _));
    }

    [Fact]
    public void ABlobThatIsTooLongIsRefused()
    {
        Assert.False(SharedSecret.TryImport(new byte[129], SharedSecretBlobFormat.RawSharedSecret, out var secret));
        Assert.Null(secret);
        Assert.Throws<FormatException>(
            () => SharedSecret.Import(new byte[129], SharedSecretBlobFormat.RawSharedSecret));
    }

    [Fact]
    public void ADisposedSecretThrowsWhereverItIsUsed()
    {
        var secret = SharedSecret.Import(Bytes, SharedSecretBlobFormat.RawSharedSecret);
        secret.Dispose();
        secret.Dispose();

        Assert.Throws<ObjectDisposedException>(() => secret.Export(SharedSecretBlobFormat.RawSharedSecret));
        Assert.Throws<ObjectDisposedException>(
            () => KeyDerivationAlgorithm.HkdfSha256.DeriveBytes(secret, default, default, 32));
        Assert.Throws<ObjectDisposedException>(() => KeyDerivationAlgorithm.HkdfSha256.Extract(secret, default));
    }
}
