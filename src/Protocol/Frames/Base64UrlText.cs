using System.Buffers;

namespace ContextExchange.Protocol.Frames;

/// <summary>
/// The one form of base64url that frames accept: no padding, no white space, unused bits zero. Every byte string has
/// exactly
/// one text then, and parsers that differ in leniency cannot differ in what they read.
/// </summary>
internal static class Base64UrlText
{
    private static readonly SearchValues<byte> Digits =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"u8);

    // The last digit of a text that ends inside a group: only those whose unused bits are zero.
    private static readonly SearchValues<byte> LastOfTwo = SearchValues.Create("AQgw"u8);
    private static readonly SearchValues<byte> LastOfThree = SearchValues.Create("AEIMQUYcgkosw048"u8);

    public static bool IsCanonical(ReadOnlySpan<byte> text) =>
        !text.ContainsAnyExcept(Digits) && (text.Length % 4) switch
        {
            0 => true,
            2 => LastOfTwo.Contains(text[^1]),
            3 => LastOfThree.Contains(text[^1]),
            _ => false,
        };

    /// <summary>Bytes that a canonical text stands for.</summary>
    public static int LengthOf(ReadOnlySpan<byte> text) => (text.Length / 4 * 3) + Math.Max(0, (text.Length % 4) - 1);
}
