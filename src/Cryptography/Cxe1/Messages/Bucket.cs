namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// The nine sizes of a ciphertext with its tag: 256 B, 512 B, ... 64 KiB. A message takes the smallest that holds it.
/// </summary>
public static class Bucket
{
    /// <summary>The number of buckets; the bucket byte is 0 to 8.</summary>
    public const int Count = 9;

    /// <summary>The smallest ciphertext with tag.</summary>
    public const int SmallestSize = 256;

    /// <summary>The largest ciphertext with tag.</summary>
    public const int LargestSize = 65_536;

    /// <summary>Bytes of the length before the body.</summary>
    internal const int LengthPrefix = 4;

    /// <summary>The longest body, in bytes, that the largest bucket holds.</summary>
    public const int MaxBody = LargestSize - EnvelopeLayout.TagSize - LengthPrefix;

    /// <summary>Bytes of ciphertext and tag in bucket <paramref name="index"/> (0 to 8).</summary>
    public static int CiphertextSize(int index) => SmallestSize << index;

    /// <summary>The smallest bucket that holds a body of this length, or -1 if none does.</summary>
    public static int ForBody(int bodyLength)
    {
        if ((uint)bodyLength > MaxBody) return -1;
        var index = 0;
        while (CiphertextSize(index) - EnvelopeLayout.TagSize - LengthPrefix < bodyLength) index++;
        return index;
    }
}
