namespace ContextExchange.Cryptography;

/// <summary>A digital signature algorithm. All members are thread safe.</summary>
public abstract class SignatureAlgorithm : Algorithm
{
    private protected SignatureAlgorithm(int privateKeySize, int publicKeySize, int signatureSize)
    {
        PrivateKeySize = privateKeySize;
        PublicKeySize = publicKeySize;
        SignatureSize = signatureSize;
    }

    /// <summary>Ed25519 (RFC 8032) with the verification rule of libsodium.</summary>
    public static Ed25519 Ed25519 { get; } = new();

    /// <summary>Bytes of a raw private key.</summary>
    public int PrivateKeySize { get; }

    /// <summary>Bytes of a raw public key.</summary>
    public int PublicKeySize { get; }

    /// <summary>Bytes of a signature.</summary>
    public int SignatureSize { get; }

    internal sealed override int RawKeySize => PrivateKeySize;

    internal sealed override int RawPublicKeySize => PublicKeySize;

    /// <summary>Signs <paramref name="data"/> and returns the signature.</summary>
    /// <exception cref="ArgumentException">The key belongs to another algorithm.</exception>
    /// <exception cref="ObjectDisposedException">The key has been disposed.</exception>
    public byte[] Sign(Key key, ReadOnlySpan<byte> data)
    {
        CheckKey(key);
        var signature = new byte[SignatureSize];
        SignCore(key, data, signature);
        return signature;
    }

    /// <summary>Signs <paramref name="data"/> into <paramref name="signature"/>.</summary>
    /// <exception cref="ArgumentException">
    /// The key belongs to another algorithm, or the output is not <see cref="SignatureSize"/> bytes long.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The key has been disposed.</exception>
    public void Sign(Key key, ReadOnlySpan<byte> data, Span<byte> signature)
    {
        CheckKey(key);
        if (signature.Length != SignatureSize)
            throw new ArgumentException($"A signature has {SignatureSize} bytes.", nameof(signature));
        SignCore(key, data, signature);
    }

    /// <summary>Whether <paramref name="signature"/> is valid; one of another length is not.</summary>
    /// <exception cref="ArgumentException">The public key belongs to another algorithm.</exception>
    public bool Verify(PublicKey publicKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        CheckPublicKey(publicKey);
        return signature.Length == SignatureSize && VerifyCore(publicKey, data, signature);
    }

    private protected abstract void SignCore(Key key, ReadOnlySpan<byte> data, Span<byte> signature);

    private protected abstract bool VerifyCore(
        PublicKey publicKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature);
}
