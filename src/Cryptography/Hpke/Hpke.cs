using System.Security.Cryptography;

namespace ContextExchange.Cryptography;

/// <summary>
/// Hybrid public key encryption (RFC 9180) in base mode, single shot, with <see cref="HpkeSuite.Default"/>. It says
/// nothing about who sealed: callers sign. All members are thread safe.
/// </summary>
public static class Hpke
{
    /// <summary>Bytes of an encapsulation.</summary>
    public const int EncapsulationSize = DhKem.EncapsulationSize;

    /// <summary>The number of bytes by which a ciphertext is longer than its plaintext.</summary>
    public const int TagSize = HpkeContext.TagSize;

    /// <summary>Seals to the holder of the private key of <paramref name="recipient"/>.</summary>
    /// <param name="recipient">An X25519 public key.</param>
    /// <param name="info">What both sides know about the purpose; may be empty.</param>
    /// <param name="associatedData">Authenticated, not encrypted; may be empty.</param>
    /// <param name="plaintext">May be empty.</param>
    /// <exception cref="ArgumentException">The key is not of X25519.</exception>
    /// <exception cref="CryptographicException">The recipient's key is of small order.</exception>
    public static HpkeSealed SealBase(
        PublicKey recipient,
        ReadOnlySpan<byte> info,
        ReadOnlySpan<byte> associatedData,
        ReadOnlySpan<byte> plaintext)
    {
        var encapsulation = new byte[EncapsulationSize];
        var ciphertext = new byte[checked(plaintext.Length + TagSize)];
        SealBase(recipient, info, associatedData, plaintext, encapsulation, ciphertext);
        return new HpkeSealed(encapsulation, ciphertext);
    }

    /// <summary>Seals into the given buffers.</summary>
    /// <param name="recipient">An X25519 public key.</param>
    /// <param name="info">What both sides know about the purpose; may be empty.</param>
    /// <param name="associatedData">Authenticated, not encrypted; may be empty.</param>
    /// <param name="plaintext">May be empty.</param>
    /// <param name="encapsulation">Exactly 32 bytes.</param>
    /// <param name="ciphertext">Exactly 16 bytes longer than the plaintext.</param>
    /// <exception cref="ArgumentException">The key is not of X25519, or an output has the wrong length.</exception>
    /// <exception cref="CryptographicException">The recipient's key is of small order.</exception>
    public static void SealBase(
        PublicKey recipient,
        ReadOnlySpan<byte> info,
        ReadOnlySpan<byte> associatedData,
        ReadOnlySpan<byte> plaintext,
        Span<byte> encapsulation,
        Span<byte> ciphertext)
    {
        using var ephemeral = Key.Create(KeyAgreementAlgorithm.X25519);
        SealBase(
            HpkeSuite.Default, ephemeral, recipient, info, associatedData, plaintext, encapsulation, ciphertext);
    }

    /// <summary>Opens what was sealed to the public key of <paramref name="recipient"/>.</summary>
    /// <param name="recipient">An X25519 private key.</param>
    /// <param name="encapsulation">Another length than 32 bytes is refused.</param>
    /// <param name="info">Exactly the info used to seal.</param>
    /// <param name="associatedData">Exactly the associated data used to seal.</param>
    /// <param name="ciphertext">Ciphertext and tag.</param>
    /// <returns>The plaintext, or null if anything is not as it was sealed.</returns>
    /// <exception cref="ArgumentException">The key is not of X25519.</exception>
    /// <exception cref="ObjectDisposedException">The key has been disposed.</exception>
    public static byte[]? OpenBase(
        Key recipient,
        ReadOnlySpan<byte> encapsulation,
        ReadOnlySpan<byte> info,
        ReadOnlySpan<byte> associatedData,
        ReadOnlySpan<byte> ciphertext)
    {
        ArgumentNullException.ThrowIfNull(recipient);
        if (ciphertext.Length < TagSize)
            return null;
        var plaintext = new byte[ciphertext.Length - TagSize];
        return OpenBase(recipient, encapsulation, info, associatedData, ciphertext, plaintext) ? plaintext : null;
    }

    /// <summary>Opens into <paramref name="plaintext"/>, which holds zeros after a refusal.</summary>
    /// <param name="recipient">An X25519 private key.</param>
    /// <param name="encapsulation">Another length than 32 bytes is refused.</param>
    /// <param name="info">Exactly the info used to seal.</param>
    /// <param name="associatedData">Exactly the associated data used to seal.</param>
    /// <param name="ciphertext">Ciphertext and tag.</param>
    /// <param name="plaintext">Exactly 16 bytes shorter than the ciphertext.</param>
    /// <returns>False if anything is not as it was sealed.</returns>
    /// <exception cref="ArgumentException">The key is not of X25519, or the output has the wrong length.</exception>
    /// <exception cref="ObjectDisposedException">The key has been disposed.</exception>
    public static bool OpenBase(
        Key recipient,
        ReadOnlySpan<byte> encapsulation,
        ReadOnlySpan<byte> info,
        ReadOnlySpan<byte> associatedData,
        ReadOnlySpan<byte> ciphertext,
        Span<byte> plaintext) =>
        OpenBase(HpkeSuite.Default, recipient, encapsulation, info, associatedData, ciphertext, plaintext);

    /// <summary>
    /// Seals with a given suite and one-time key. Only tests call it with a fixed key: reusing one reveals plaintexts.
    /// </summary>
    internal static void SealBase(
        HpkeSuite suite,
        Key ephemeral,
        PublicKey recipient,
        ReadOnlySpan<byte> info,
        ReadOnlySpan<byte> associatedData,
        ReadOnlySpan<byte> plaintext,
        Span<byte> encapsulation,
        Span<byte> ciphertext)
    {
        ArgumentNullException.ThrowIfNull(recipient);
        if (encapsulation.Length != EncapsulationSize)
            throw new ArgumentException($"An encapsulation has {EncapsulationSize} bytes.", nameof(encapsulation));
        if (ciphertext.Length - TagSize != plaintext.Length)
            throw new ArgumentException($"The ciphertext is {TagSize} bytes longer.", nameof(ciphertext));
        Span<byte> sharedSecret = stackalloc byte[DhKem.SharedSecretSize];
        Span<byte> buffer = stackalloc byte[HpkeContext.MaxSize];
        try
        {
            if (!DhKem.TryEncapsulate(ephemeral, recipient, encapsulation, sharedSecret))
                throw new CryptographicException("The recipient's public key is of small order.");
            using var context = new HpkeContext(suite, sharedSecret, info, buffer);
            context.Seal(associatedData, plaintext, ciphertext);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(sharedSecret);
            CryptographicOperations.ZeroMemory(buffer);
        }
    }

    internal static bool OpenBase(
        HpkeSuite suite,
        Key recipient,
        ReadOnlySpan<byte> encapsulation,
        ReadOnlySpan<byte> info,
        ReadOnlySpan<byte> associatedData,
        ReadOnlySpan<byte> ciphertext,
        Span<byte> plaintext)
    {
        ArgumentNullException.ThrowIfNull(recipient);
        if (ciphertext.Length < TagSize)
            return false;
        if (plaintext.Length != ciphertext.Length - TagSize)
            throw new ArgumentException($"The plaintext is {TagSize} bytes shorter.", nameof(plaintext));
        Span<byte> sharedSecret = stackalloc byte[DhKem.SharedSecretSize];
        Span<byte> buffer = stackalloc byte[HpkeContext.MaxSize];
        try
        {
            if (!DhKem.TryDecapsulate(recipient, encapsulation, sharedSecret))
            {
                plaintext.Clear();
                return false;
            }

            using var context = new HpkeContext(suite, sharedSecret, info, buffer);
            return context.Open(associatedData, ciphertext, plaintext);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(sharedSecret);
            CryptographicOperations.ZeroMemory(buffer);
        }
    }
}
