using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ContextExchange.Cryptography;

/// <summary>LabeledExtract and LabeledExpand of RFC 9180 section 4.</summary>
internal static class LabeledHkdf
{
    private const int StackLimit = 512;

    private static ReadOnlySpan<byte> Version => "HPKE-v1"u8;

    public static void Extract(
        HashAlgorithmName hash,
        ReadOnlySpan<byte> suiteId,
        ReadOnlySpan<byte> salt,
        ReadOnlySpan<byte> label,
        ReadOnlySpan<byte> keyingMaterial,
        Span<byte> pseudorandomKey)
    {
        var length = Version.Length + suiteId.Length + label.Length + keyingMaterial.Length;
        Span<byte> labeled = length <= StackLimit ? stackalloc byte[length] : new byte[length];
        var rest = labeled;
        Append(ref rest, Version);
        Append(ref rest, suiteId);
        Append(ref rest, label);
        Append(ref rest, keyingMaterial);
        try
        {
            HKDF.Extract(hash, labeled, salt, pseudorandomKey);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(labeled);
        }
    }

    public static void Expand(
        HashAlgorithmName hash,
        ReadOnlySpan<byte> suiteId,
        ReadOnlySpan<byte> pseudorandomKey,
        ReadOnlySpan<byte> label,
        ReadOnlySpan<byte> info,
        Span<byte> output)
    {
        var length = sizeof(ushort) + Version.Length + suiteId.Length + label.Length + info.Length;
        Span<byte> labeled = length <= StackLimit ? stackalloc byte[length] : new byte[length];
        BinaryPrimitives.WriteUInt16BigEndian(labeled, checked((ushort)output.Length));
        var rest = labeled[sizeof(ushort)..];
        Append(ref rest, Version);
        Append(ref rest, suiteId);
        Append(ref rest, label);
        Append(ref rest, info);
        if (!output.IsEmpty)
            HKDF.Expand(hash, pseudorandomKey, output, labeled);
    }

    private static void Append(ref Span<byte> rest, ReadOnlySpan<byte> part)
    {
        part.CopyTo(rest);
        rest = rest[part.Length..];
    }
}
