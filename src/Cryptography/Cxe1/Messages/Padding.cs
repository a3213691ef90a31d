using System.Buffers.Binary;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// Plaintext = u32 length || body || zeros up to the smallest bucket that holds it. There is one padding per body.
/// </summary>
internal static class Padding
{
    /// <summary>
    /// Writes the padded plaintext of a bucket; the destination has exactly the bucket's size without the tag.
    /// </summary>
    public static void Write(ReadOnlySpan<byte> body, Span<byte> padded)
    {
        BinaryPrimitives.WriteUInt32BigEndian(padded, (uint)body.Length);
        body.CopyTo(padded[Bucket.LengthPrefix..]);
        padded[(Bucket.LengthPrefix + body.Length)..].Clear();
    }

    /// <summary>The body inside a padded plaintext, or false if the padding is not the canonical one.</summary>
    public static bool TryRead(ReadOnlySpan<byte> padded, int bucket, out ReadOnlySpan<byte> body)
    {
        body = default;
        var length = BinaryPrimitives.ReadUInt32BigEndian(padded);
        if (length > Bucket.MaxBody || Bucket.ForBody((int)length) != bucket) return false;
        var rest = padded[Bucket.LengthPrefix..];
        if (rest[(int)length..].ContainsAnyExcept((byte)0)) return false;
        body = rest[..(int)length];
        return true;
    }
}
