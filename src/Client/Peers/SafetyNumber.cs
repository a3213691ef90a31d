using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>
/// Sixty digits that both owners see alike exactly if nobody stands between them. Each side: h_0 = SHA-512(0x0001 ||
/// agent || AIK || OIK), h_i = SHA-512(h_(i-1) || AIK || OIK), 5,200 times; the first 30 bytes as six 40-bit numbers
/// modulo 100,000.
/// </summary>
internal static class SafetyNumber
{
    private const int Rounds = 5_200;
    private const int Groups = 6;

    /// <summary>Twelve groups of five digits, separated by spaces.</summary>
    public static string Of(AgentIdentity one, AgentIdentity other)
    {
        string[] sides = [Side(one), Side(other)];
        Array.Sort(sides, StringComparer.Ordinal);
        return string.Join(' ', string.Concat(sides).Chunk(5).Select(group => new string(group)));
    }

    private static string Side(AgentIdentity identity)
    {
        byte[] keys = [.. identity.Aik.ToArray(), .. identity.Oik.ToArray()];
        var hash = SHA512.HashData([0x00, 0x01, .. identity.Agent.ToByteArray(bigEndian: true), .. keys]);
        for (var round = 0; round < Rounds; round++) hash = SHA512.HashData([.. hash, .. keys]);
        return string.Concat(Enumerable.Range(0, Groups).Select(group => Digits(hash.AsSpan(group * 5, 5))));
    }

    private static string Digits(ReadOnlySpan<byte> bytes)
    {
        Span<byte> wide = stackalloc byte[8];
        bytes.CopyTo(wide[3..]);
        return (BinaryPrimitives.ReadUInt64BigEndian(wide) % 100_000).ToString("D5", CultureInfo.InvariantCulture);
    }
}
