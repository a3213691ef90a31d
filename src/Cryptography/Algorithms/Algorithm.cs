using ContextExchange.Cryptography.Native;

namespace ContextExchange.Cryptography;

/// <summary>
/// The base of all algorithms. Instances are immutable singletons and safe to use from any thread. A key belongs to
/// the instance it was made for and is refused by every other.
/// </summary>
public abstract class Algorithm
{
    private protected Algorithm()
    {
    }

    /// <summary>Bytes of a raw symmetric or private key; 0 where the algorithm has no keys.</summary>
    internal virtual int RawKeySize => 0;

    /// <summary>Bytes of a raw public key; 0 where the algorithm has none.</summary>
    internal virtual int RawPublicKeySize => 0;

    /// <summary>
    /// The last byte of the algorithm's object identifier 1.3.101.x in PKIX blobs; 0 where there are none.
    /// </summary>
    internal virtual byte PkixIdentifier => 0;

    /// <summary>
    /// Turns raw key bytes, of which the first remain the first of the secret, into what the native code wants.
    /// </summary>
    internal virtual SecretHandle BuildSecret(ReadOnlySpan<byte> rawKey, out PublicKey? publicKey)
    {
        publicKey = null;
        return SecretHandle.CopyOf(rawKey);
    }

    private protected void CheckKey(Key key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (!ReferenceEquals(key.Algorithm, this))
            throw new ArgumentException("The key belongs to another algorithm.", nameof(key));
    }

    private protected void CheckPublicKey(PublicKey publicKey)
    {
        ArgumentNullException.ThrowIfNull(publicKey);
        if (!ReferenceEquals(publicKey.Algorithm, this))
            throw new ArgumentException("The public key belongs to another algorithm.", nameof(publicKey));
    }
}
