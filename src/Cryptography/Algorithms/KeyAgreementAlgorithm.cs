namespace ContextExchange.Cryptography;

/// <summary>A key agreement algorithm. All members are thread safe.</summary>
public abstract class KeyAgreementAlgorithm : Algorithm
{
    private protected KeyAgreementAlgorithm(int privateKeySize, int publicKeySize, int sharedSecretSize)
    {
        PrivateKeySize = privateKeySize;
        PublicKeySize = publicKeySize;
        SharedSecretSize = sharedSecretSize;
    }

    /// <summary>X25519 (RFC 7748).</summary>
    public static X25519 X25519 { get; } = new();

    /// <summary>Bytes of a raw private key.</summary>
    public int PrivateKeySize { get; }

    /// <summary>Bytes of a raw public key.</summary>
    public int PublicKeySize { get; }

    /// <summary>Bytes of a shared secret.</summary>
    public int SharedSecretSize { get; }

    internal sealed override int RawKeySize => PrivateKeySize;

    internal sealed override int RawPublicKeySize => PublicKeySize;

    /// <summary>Computes the secret that both parties share.</summary>
    /// <returns>Null if the other party's key is of small order (an all-zero result): never a secret.</returns>
    /// <exception cref="ArgumentException">A key belongs to another algorithm.</exception>
    /// <exception cref="ObjectDisposedException">The key has been disposed.</exception>
    public SharedSecret? Agree(
        Key key, PublicKey otherPartyPublicKey, in SharedSecretCreationParameters creationParameters = default)
    {
        CheckKey(key);
        CheckPublicKey(otherPartyPublicKey);
        return AgreeCore(key, otherPartyPublicKey, in creationParameters);
    }

    private protected abstract SharedSecret? AgreeCore(
        Key key, PublicKey otherPartyPublicKey, in SharedSecretCreationParameters creationParameters);
}
