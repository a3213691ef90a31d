namespace ContextExchange.Cryptography;

/// <summary>
/// Blob formats: every one is a fixed prefix (empty for raw formats, the DER of RFC 8410 for PKIX) and the raw bytes.
/// </summary>
internal static class KeyBlob
{
    private const int MaxPrefix = 16;

    // SEQUENCE { INTEGER 0, SEQUENCE { OID 1.3.101.x }, OCTET STRING { OCTET STRING (32) } }
    private static ReadOnlySpan<byte> Pkcs8 =>
        [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x00, 0x04, 0x22, 0x04, 0x20];

    // SEQUENCE { SEQUENCE { OID 1.3.101.x }, BIT STRING (32) }
    private static ReadOnlySpan<byte> SubjectPublicKeyInfo =>
        [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x00, 0x03, 0x21, 0x00];

    /// <exception cref="ArgumentException">The algorithm has no such format.</exception>
    public static int Size(Algorithm algorithm, KeyBlobFormat format)
    {
        Span<byte> prefix = stackalloc byte[MaxPrefix];
        return Prefix(algorithm, format, prefix) + RawSize(algorithm, format);
    }

    /// <summary>Writes prefix and raw bytes; the blob has the size that <see cref="Size"/> gives.</summary>
    public static void Write(Algorithm algorithm, KeyBlobFormat format, ReadOnlySpan<byte> raw, Span<byte> blob)
    {
        Span<byte> prefix = stackalloc byte[MaxPrefix];
        var length = Prefix(algorithm, format, prefix);
        prefix[..length].CopyTo(blob);
        raw.CopyTo(blob[length..]);
    }

    /// <summary>The raw bytes inside a blob; false if it is not exactly in the format.</summary>
    /// <exception cref="ArgumentException">The algorithm has no such format.</exception>
    public static bool TryRead(
        Algorithm algorithm, KeyBlobFormat format, ReadOnlySpan<byte> blob, out ReadOnlySpan<byte> raw)
    {
        Span<byte> prefix = stackalloc byte[MaxPrefix];
        var length = Prefix(algorithm, format, prefix);
        raw = default;
        if (blob.Length != length + RawSize(algorithm, format) || !blob.StartsWith(prefix[..length]))
            return false;
        raw = blob[length..];
        return true;
    }

    private static int RawSize(Algorithm algorithm, KeyBlobFormat format) =>
        format < 0 ? algorithm.RawKeySize : algorithm.RawPublicKeySize;

    private static int Prefix(Algorithm algorithm, KeyBlobFormat format, Span<byte> prefix)
    {
        var hasPublicKey = algorithm.RawPublicKeySize != 0;
        switch (format)
        {
            case KeyBlobFormat.RawSymmetricKey when !hasPublicKey && algorithm.RawKeySize != 0:
            case KeyBlobFormat.RawPrivateKey when hasPublicKey:
            case KeyBlobFormat.RawPublicKey when hasPublicKey:
                return 0;
            case KeyBlobFormat.PkixPrivateKey when hasPublicKey:
                Pkcs8.CopyTo(prefix);
                prefix[11] = algorithm.PkixIdentifier;
                return Pkcs8.Length;
            case KeyBlobFormat.PkixPublicKey when hasPublicKey:
                SubjectPublicKeyInfo.CopyTo(prefix);
                prefix[8] = algorithm.PkixIdentifier;
                return SubjectPublicKeyInfo.Length;
            default:
                throw new ArgumentException(
                    $"{algorithm.GetType().Name} has no blobs of format {format}.", nameof(format));
        }
    }
}
