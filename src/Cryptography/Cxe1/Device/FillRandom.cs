using System.Security.Cryptography;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>Fills a span with bytes that nobody can guess. Tests pass a repeatable one.</summary>
internal delegate void FillRandom(Span<byte> bytes);

/// <summary>The operating system's generator, and ids from any generator.</summary>
internal static class Randomness
{
    public static FillRandom System { get; } = RandomNumberGenerator.Fill;

    public static Guid NextId(this FillRandom random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random(bytes);
        return new(bytes, bigEndian: true);
    }
}
