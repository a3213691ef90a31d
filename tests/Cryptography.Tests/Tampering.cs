namespace ContextExchange.Cryptography.Tests;

/// <summary>Makes damaged copies of byte strings.</summary>
internal static class Tampering
{
    /// <summary>One copy for every byte, with one bit of that byte flipped.</summary>
    public static IEnumerable<byte[]> EachByte(byte[] original)
    {
        for (var i = 0; i < original.Length; i++)
        {
            byte[] copy = [.. original];
            copy[i] ^= (byte)(1 << (i % 8));
            yield return copy;
        }
    }

    /// <summary>One copy for every shorter length.</summary>
    public static IEnumerable<byte[]> EachTruncation(byte[] original) =>
        Enumerable.Range(0, original.Length).Select(length => original[..length]);
}
