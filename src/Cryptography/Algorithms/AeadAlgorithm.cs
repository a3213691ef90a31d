namespace ContextExchange.Cryptography;

/// <summary>Authenticated encryption with associated data. All members are thread safe.</summary>
public abstract class AeadAlgorithm : Algorithm
{
    private protected AeadAlgorithm(int keySize, int nonceSize, int tagSize)
    {
        KeySize = keySize;
        NonceSize = nonceSize;
        TagSize = tagSize;
    }

    /// <summary>ChaCha20-Poly1305 (RFC 8439) with 12-byte nonces.</summary>
    public static ChaCha20Poly1305 ChaCha20Poly1305 { get; } = new();

    /// <summary>XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha) with 24-byte nonces, long enough to be random.</summary>
    public static XChaCha20Poly1305 XChaCha20Poly1305 { get; } = new();

    /// <summary>Bytes of a key.</summary>
    public int KeySize { get; }

    /// <summary>Bytes of a nonce.</summary>
    public int NonceSize { get; }

    /// <summary>The number of bytes by which a ciphertext is longer than its plaintext.</summary>
    public int TagSize { get; }

    internal sealed override int RawKeySize => KeySize;

    /// <summary>Encrypts and returns ciphertext and tag.</summary>
    /// <param name="key">A key of this algorithm.</param>
    /// <param name="nonce"><see cref="NonceSize"/> bytes, never used twice with the same key.</param>
    /// <param name="associatedData">Authenticated, not encrypted; may be empty.</param>
    /// <param name="plaintext">May be empty.</param>
    /// <exception cref="ArgumentException">The key belongs to another algorithm, or a length is wrong.</exception>
    /// <exception cref="ObjectDisposedException">The key has been disposed.</exception>
    public byte[] Encrypt(
        Key key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> plaintext)
    {
        var ciphertext = new byte[checked(plaintext.Length + TagSize)];
        Encrypt(key, nonce, associatedData, plaintext, ciphertext);
        return ciphertext;
    }

    /// <summary>
    /// Encrypts into <paramref name="ciphertext"/>, which may start at the same byte as the plaintext.
    /// </summary>
    /// <param name="key">A key of this algorithm.</param>
    /// <param name="nonce"><see cref="NonceSize"/> bytes, never used twice with the same key.</param>
    /// <param name="associatedData">Authenticated, not encrypted; may be empty.</param>
    /// <param name="plaintext">May be empty.</param>
    /// <param name="ciphertext">Exactly <see cref="TagSize"/> bytes longer than the plaintext.</param>
    /// <exception cref="ArgumentException">
    /// The key belongs to another algorithm, a length is wrong, or the buffers overlap with an offset.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The key has been disposed.</exception>
    public void Encrypt(
        Key key,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> associatedData,
        ReadOnlySpan<byte> plaintext,
        Span<byte> ciphertext)
    {
        CheckKey(key);
        if (nonce.Length != NonceSize)
            throw new ArgumentException($"A nonce has {NonceSize} bytes.", nameof(nonce));
        if (ciphertext.Length - TagSize != plaintext.Length)
            throw new ArgumentException($"The ciphertext is {TagSize} bytes longer.", nameof(ciphertext));
        if (ciphertext.Overlaps(plaintext, out var offset) && offset != 0)
            throw new ArgumentException("The buffers overlap with an offset.", nameof(ciphertext));
        EncryptCore(key, nonce, associatedData, plaintext, ciphertext);
    }

    /// <summary>Checks and decrypts.</summary>
    /// <returns>
    /// Null if anything is not as it was encrypted; also for a nonce or ciphertext of an impossible length.
    /// </returns>
    /// <exception cref="ArgumentException">The key belongs to another algorithm.</exception>
    /// <exception cref="ObjectDisposedException">The key has been disposed.</exception>
    public byte[]? Decrypt(
        Key key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> ciphertext)
    {
        CheckKey(key);
        if (nonce.Length != NonceSize || ciphertext.Length < TagSize)
            return null;
        var plaintext = new byte[ciphertext.Length - TagSize];
        return DecryptCore(key, nonce, associatedData, ciphertext, plaintext) ? plaintext : null;
    }

    /// <summary>Checks and decrypts into <paramref name="plaintext"/>, which holds zeros after a refusal.</summary>
    /// <param name="key">A key of this algorithm.</param>
    /// <param name="nonce">The nonce used to encrypt; another length is refused with false.</param>
    /// <param name="associatedData">Exactly the associated data used to encrypt.</param>
    /// <param name="ciphertext">Ciphertext and tag; shorter than a tag is refused with false.</param>
    /// <param name="plaintext">Exactly <see cref="TagSize"/> bytes shorter than the ciphertext.</param>
    /// <returns>False if anything is not as it was encrypted.</returns>
    /// <exception cref="ArgumentException">
    /// The key belongs to another algorithm, the output has the wrong length, or the buffers overlap with an offset.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The key has been disposed.</exception>
    public bool Decrypt(
        Key key,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> associatedData,
        ReadOnlySpan<byte> ciphertext,
        Span<byte> plaintext)
    {
        CheckKey(key);
        if (nonce.Length != NonceSize || ciphertext.Length < TagSize)
            return false;
        if (plaintext.Length != ciphertext.Length - TagSize)
            throw new ArgumentException($"The plaintext is {TagSize} bytes shorter.", nameof(plaintext));
        if (plaintext.Overlaps(ciphertext, out var offset) && offset != 0)
            throw new ArgumentException("The buffers overlap with an offset.", nameof(plaintext));
        return DecryptCore(key, nonce, associatedData, ciphertext, plaintext);
    }

    private protected abstract void EncryptCore(
        Key key,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> associatedData,
        ReadOnlySpan<byte> plaintext,
        Span<byte> ciphertext);

    private protected abstract bool DecryptCore(
        Key key,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> associatedData,
        ReadOnlySpan<byte> ciphertext,
        Span<byte> plaintext);
}
