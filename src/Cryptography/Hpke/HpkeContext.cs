using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ContextExchange.Cryptography;

/// <summary>
/// The key schedule of RFC 9180 section 5.1 in base mode, and the messages under it. Lives on the caller's stack; the
/// buffer it is given holds its secrets and is wiped by <see cref="Dispose"/>. Not thread safe.
/// </summary>
internal ref struct HpkeContext
{
    public const int NonceSize = 12;
    public const int TagSize = 16;

    /// <summary>The bytes that the longest suite needs.</summary>
    public const int MaxSize = 32 + NonceSize + 64;

    private readonly HpkeSuite _suite;
    private readonly Span<byte> _key;
    private readonly Span<byte> _baseNonce;
    private readonly Span<byte> _exporterSecret;
    private ulong _sequence;

    /// <param name="suite">The suite.</param>
    /// <param name="sharedSecret">What the KEM gave.</param>
    /// <param name="info">Application data that both sides know.</param>
    /// <param name="buffer">At least <see cref="MaxSize"/> bytes that live as long as the context.</param>
    public HpkeContext(HpkeSuite suite, ReadOnlySpan<byte> sharedSecret, ReadOnlySpan<byte> info, Span<byte> buffer)
    {
        _suite = suite;
        var nh = suite.HashSize;
        var nk = suite.KeySize;
        _key = buffer[..nk];
        _baseNonce = buffer.Slice(nk, nk == 0 ? 0 : NonceSize);
        _exporterSecret = buffer.Slice(nk + _baseNonce.Length, nh);

        Span<byte> id = stackalloc byte[HpkeSuite.IdSize];
        suite.WriteId(id);
        // mode || psk_id_hash || info_hash, the mode being 0 for base.
        Span<byte> context = stackalloc byte[1 + 64 + 64];
        context = context[..(1 + (2 * nh))];
        context[0] = 0;
        Span<byte> secret = stackalloc byte[64];
        secret = secret[..nh];
        try
        {
            LabeledHkdf.Extract(suite.Hash, id, default, "psk_id_hash"u8, default, context.Slice(1, nh));
            LabeledHkdf.Extract(suite.Hash, id, default, "info_hash"u8, info, context[(1 + nh)..]);
            LabeledHkdf.Extract(suite.Hash, id, sharedSecret, "secret"u8, default, secret);
            LabeledHkdf.Expand(suite.Hash, id, secret, "key"u8, context, _key);
            LabeledHkdf.Expand(suite.Hash, id, secret, "base_nonce"u8, context, _baseNonce);
            LabeledHkdf.Expand(suite.Hash, id, secret, "exp"u8, context, _exporterSecret);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    public readonly ReadOnlySpan<byte> Key => _key;

    public readonly ReadOnlySpan<byte> BaseNonce => _baseNonce;

    public readonly ReadOnlySpan<byte> ExporterSecret => _exporterSecret;

    /// <summary>Encrypts the next message; the ciphertext is 16 bytes longer than the plaintext.</summary>
    public void Seal(ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> plaintext, Span<byte> ciphertext)
    {
        Span<byte> nonce = stackalloc byte[NonceSize];
        ComputeNonce(nonce);
        switch (_suite.Aead)
        {
            case HpkeAead.ChaCha20Poly1305:
                EphemeralAead.Encrypt(_key, nonce, associatedData, plaintext, ciphertext);
                break;
            case HpkeAead.Aes128Gcm or HpkeAead.Aes256Gcm:
                using (var aes = new AesGcm(_key, TagSize))
                    aes.Encrypt(
                        nonce, plaintext, ciphertext[..plaintext.Length], ciphertext[plaintext.Length..],
                        associatedData);
                break;
            case HpkeAead.None or HpkeAead.ExportOnly:
            default:
                throw new InvalidOperationException($"{_suite.Aead} does not encrypt.");
        }

        _sequence = checked(_sequence + 1);
    }

    /// <summary>Decrypts the next message. A refusal leaves the sequence where it was.</summary>
    public bool Open(ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> ciphertext, Span<byte> plaintext)
    {
        if (ciphertext.Length < TagSize)
            return false;
        Span<byte> nonce = stackalloc byte[NonceSize];
        ComputeNonce(nonce);
        var opened = _suite.Aead switch
        {
            HpkeAead.ChaCha20Poly1305 => EphemeralAead.Decrypt(_key, nonce, associatedData, ciphertext, plaintext),
            HpkeAead.Aes128Gcm or HpkeAead.Aes256Gcm => OpenGcm(nonce, associatedData, ciphertext, plaintext),
            _ => throw new InvalidOperationException($"{_suite.Aead} does not encrypt."),
        };
        if (opened)
            _sequence = checked(_sequence + 1);
        return opened;
    }

    /// <summary>Export of section 5.3.</summary>
    public readonly void Export(ReadOnlySpan<byte> exporterContext, Span<byte> secret)
    {
        Span<byte> id = stackalloc byte[HpkeSuite.IdSize];
        _suite.WriteId(id);
        LabeledHkdf.Expand(_suite.Hash, id, _exporterSecret, "sec"u8, exporterContext, secret);
    }

    public readonly void Dispose()
    {
        CryptographicOperations.ZeroMemory(_key);
        CryptographicOperations.ZeroMemory(_baseNonce);
        CryptographicOperations.ZeroMemory(_exporterSecret);
    }

    private readonly bool OpenGcm(
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> associatedData,
        ReadOnlySpan<byte> ciphertext,
        Span<byte> plaintext)
    {
        using var aes = new AesGcm(_key, TagSize);
        try
        {
            aes.Decrypt(nonce, ciphertext[..^TagSize], ciphertext[^TagSize..], plaintext, associatedData);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    // The base nonce xor the sequence, big-endian.
    private readonly void ComputeNonce(Span<byte> nonce)
    {
        if (_baseNonce.IsEmpty)
            throw new InvalidOperationException($"{_suite.Aead} does not encrypt.");
        _baseNonce.CopyTo(nonce);
        var counter = nonce[(NonceSize - sizeof(ulong))..];
        BinaryPrimitives.WriteUInt64BigEndian(counter, BinaryPrimitives.ReadUInt64BigEndian(counter) ^ _sequence);
    }
}
