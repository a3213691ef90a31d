using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ContextExchange.Cryptography;

/// <summary>
/// A suite of HPKE: always DHKEM(X25519, HKDF-SHA256), with the given key derivation and encryption.
/// </summary>
/// <param name="Kdf">The key derivation function of the key schedule.</param>
/// <param name="Aead">The encryption function.</param>
public readonly record struct HpkeSuite(HpkeKdf Kdf, HpkeAead Aead)
{
    /// <summary>DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305: suite 0x0001 of CXE1.</summary>
    public static HpkeSuite Default { get; } = new(HpkeKdf.HkdfSha256, HpkeAead.ChaCha20Poly1305);

    internal const ushort KemId = 0x0020;
    internal const int IdSize = 10;

    internal HashAlgorithmName Hash => Kdf switch
    {
        HpkeKdf.HkdfSha256 => HashAlgorithmName.SHA256,
        HpkeKdf.HkdfSha512 => HashAlgorithmName.SHA512,
        _ => throw new ArgumentException($"{Kdf} is not a key derivation function of HPKE."),
    };

    /// <summary>Nh: bytes of an extracted secret.</summary>
    internal int HashSize => Kdf == HpkeKdf.HkdfSha512 ? 64 : 32;

    /// <summary>Nk: bytes of a key; 0 for export only.</summary>
    internal int KeySize => Aead switch
    {
        HpkeAead.Aes128Gcm => 16,
        HpkeAead.Aes256Gcm or HpkeAead.ChaCha20Poly1305 => 32,
        HpkeAead.ExportOnly => 0,
        _ => throw new ArgumentException($"{Aead} is not an encryption function of HPKE."),
    };

    internal void WriteId(Span<byte> id)
    {
        "HPKE"u8.CopyTo(id);
        BinaryPrimitives.WriteUInt16BigEndian(id[4..], KemId);
        BinaryPrimitives.WriteUInt16BigEndian(id[6..], (ushort)Kdf);
        BinaryPrimitives.WriteUInt16BigEndian(id[8..], (ushort)Aead);
    }
}
