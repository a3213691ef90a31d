using System.Security.Cryptography;

namespace ContextExchange.Cryptography;

/// <summary>
/// Wraps a secret for storage at rest, under a passphrase (Argon2id) or under a raw 32-byte key that an operator keeps
/// in a file, with XChaCha20-Poly1305 and a random nonce. Everything before the ciphertext is authenticated together
/// with the caller's associated data (whose secret it is), so that blobs cannot be exchanged for one another. All
/// members are thread safe. Layout, integers big-endian:
/// <code>
/// offset  size
///      0     4   "CXVT"
///      4     1   version, 1
///      5     1   kind, 1 = passphrase, 2 = key
///      6     2   memory in MiB   (zero for a key)
///      8     2   passes          (zero for a key)
///     10    16   salt            (zero for a key)
///     26    24   nonce
///     50     n   ciphertext
///   50+n    16   tag
/// </code>
/// </summary>
public static class SecretVault
{
    /// <summary>Bytes of a raw key.</summary>
    public const int KeySize = 32;

    /// <summary>The number of bytes by which a blob is longer than its secret.</summary>
    public const int Overhead = VaultHeader.Size + TagSize;

    /// <summary>The longest secret, 64 KiB.</summary>
    public const int MaxSecretSize = 65536;

    private const int TagSize = 16;

    private static XChaCha20Poly1305 Aead => AeadAlgorithm.XChaCha20Poly1305;

    /// <summary>Wraps a secret under a passphrase.</summary>
    /// <param name="passphrase">UTF-8 bytes, not empty; the caller wipes them.</param>
    /// <param name="cost">What one guess shall cost.</param>
    /// <param name="associatedData">What the secret is and whose; needed again to open. May be empty.</param>
    /// <param name="secret">1 to <see cref="MaxSecretSize"/> bytes.</param>
    /// <exception cref="ArgumentException">The passphrase is empty, or the secret empty or too long.</exception>
    /// <exception cref="InsufficientMemoryException">The memory of the cost is not to be had.</exception>
    public static byte[] SealWithPassphrase(
        ReadOnlySpan<byte> passphrase,
        VaultPassphraseCost cost,
        ReadOnlySpan<byte> associatedData,
        ReadOnlySpan<byte> secret)
    {
        Span<byte> random = stackalloc byte[VaultHeader.SaltSize + VaultHeader.NonceSize];
        RandomNumberGenerator.Fill(random);
        return SealWithPassphrase(passphrase, cost, associatedData, secret, random);
    }

    /// <summary>Only the writer of test vectors states salt and nonce.</summary>
    internal static byte[] SealWithPassphrase(
        ReadOnlySpan<byte> passphrase,
        VaultPassphraseCost cost,
        ReadOnlySpan<byte> associatedData,
        ReadOnlySpan<byte> secret,
        ReadOnlySpan<byte> random)
    {
        CheckPassphrase(passphrase);
        // A default cost was never checked by its constructor.
        if (!VaultPassphraseCost.IsAllowed(cost.MemoryMiB, cost.Passes))
            throw new ArgumentException("State a cost, or use VaultPassphraseCost.Default.", nameof(cost));
        Span<byte> header = stackalloc byte[VaultHeader.Size];
        VaultHeader.Write(
            header, VaultKind.Passphrase, cost.MemoryMiB, cost.Passes, random[..VaultHeader.SaltSize],
            random[VaultHeader.SaltSize..]);
        using var key = DeriveKey(passphrase, header);
        return Seal(key, header, associatedData, secret);
    }

    /// <summary>Wraps a secret under a raw key.</summary>
    /// <param name="rawKey">32 random bytes; the caller wipes them.</param>
    /// <param name="associatedData">What the secret is and whose; needed again to open. May be empty.</param>
    /// <param name="secret">1 to <see cref="MaxSecretSize"/> bytes.</param>
    /// <exception cref="ArgumentException">The key has another length, or the secret is empty or too long.</exception>
    public static byte[] SealWithKey(
        ReadOnlySpan<byte> rawKey, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> secret)
    {
        using var key = ImportKey(rawKey);
        Span<byte> nonce = stackalloc byte[VaultHeader.NonceSize];
        RandomNumberGenerator.Fill(nonce);
        Span<byte> header = stackalloc byte[VaultHeader.Size];
        VaultHeader.Write(header, VaultKind.Key, 0, 0, default, nonce);
        return Seal(key, header, associatedData, secret);
    }

    /// <summary>Opens a blob that was wrapped under a passphrase.</summary>
    /// <exception cref="ArgumentException">The passphrase is empty.</exception>
    /// <exception cref="InsufficientMemoryException">The memory of the stored cost is not to be had.</exception>
    public static VaultOpened OpenWithPassphrase(
        ReadOnlySpan<byte> passphrase, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> blob)
    {
        CheckPassphrase(passphrase);
        var refusal = VaultHeader.Check(blob, VaultKind.Passphrase, Overhead + 1);
        if (refusal != VaultRefusal.None)
            return new VaultOpened(null, refusal);
        using var key = DeriveKey(passphrase, blob[..VaultHeader.Size]);
        return Open(key, associatedData, blob);
    }

    /// <summary>Opens a blob that was wrapped under a raw key.</summary>
    /// <exception cref="ArgumentException">The key has another length.</exception>
    public static VaultOpened OpenWithKey(
        ReadOnlySpan<byte> rawKey, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> blob)
    {
        using var key = ImportKey(rawKey);
        var refusal = VaultHeader.Check(blob, VaultKind.Key, Overhead + 1);
        return refusal == VaultRefusal.None ? Open(key, associatedData, blob) : new VaultOpened(null, refusal);
    }

    private static byte[] Seal(
        Key key, ReadOnlySpan<byte> header, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> secret)
    {
        if (secret.Length is 0 or > MaxSecretSize)
            throw new ArgumentException($"A secret has 1 to {MaxSecretSize} bytes.", nameof(secret));
        var blob = new byte[Overhead + secret.Length];
        header.CopyTo(blob);
        Aead.Encrypt(
            key, VaultHeader.Nonce(header), [.. header, .. associatedData], secret, blob.AsSpan(VaultHeader.Size));
        return blob;
    }

    private static VaultOpened Open(Key key, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> blob)
    {
        var header = blob[..VaultHeader.Size];
        var secret = new SecretBuffer(blob.Length - Overhead);
        using (var lease = secret.Open())
        {
            byte[] data = [.. header, .. associatedData];
            if (Aead.Decrypt(key, VaultHeader.Nonce(header), data, blob[VaultHeader.Size..], lease.Bytes))
                return new VaultOpened(secret, VaultRefusal.None);
        }

        secret.Dispose();
        return new VaultOpened(null, VaultRefusal.NotAuthentic);
    }

    private static Key DeriveKey(ReadOnlySpan<byte> passphrase, ReadOnlySpan<byte> header)
    {
        var parameters = new Argon2Parameters
        {
            DegreeOfParallelism = 1,
            MemorySize = VaultHeader.MemoryMiB(header) * 1024L,
            NumberOfPasses = VaultHeader.Passes(header),
        };
        return PasswordBasedKeyDerivationAlgorithm.Argon2id(in parameters)
            .DeriveKey(passphrase, VaultHeader.Salt(header), Aead);
    }

    private static Key ImportKey(ReadOnlySpan<byte> rawKey) =>
        rawKey.Length == KeySize
            ? Key.Import(Aead, rawKey, KeyBlobFormat.RawSymmetricKey)
            : throw new ArgumentException($"A key has {KeySize} bytes.", nameof(rawKey));

    private static void CheckPassphrase(ReadOnlySpan<byte> passphrase)
    {
        if (passphrase.IsEmpty)
            throw new ArgumentException("The passphrase is empty.", nameof(passphrase));
    }
}
