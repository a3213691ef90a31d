using System.Security.Cryptography;

namespace ContextExchange.Protocol;

/// <summary>128 random bits: ids must not tell when or in which order they were made.</summary>
internal static class RandomId
{
    public static Guid Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        return new Guid(bytes, bigEndian: true);
    }
}
