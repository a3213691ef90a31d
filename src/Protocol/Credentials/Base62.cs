using System.Buffers;
using System.Buffers.Binary;

namespace ContextExchange.Protocol;

/// <summary>
/// Fixed-width base 62 (0-9, A-Z, a-z, most significant digit first) of big-endian numbers: one text per value, no
/// padding.
/// </summary>
internal static class Base62
{
    public const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    public static readonly SearchValues<char> Characters = SearchValues.Create(Alphabet);

    /// <summary>
    /// Writes <paramref name="value"/> (a multiple of 4 bytes, at most 32) into all of <paramref name="text"/>.
    /// </summary>
    /// <exception cref="ArgumentException">The text is too short for the value.</exception>
    public static void Encode(ReadOnlySpan<byte> value, Span<char> text)
    {
        Span<uint> limbs = stackalloc uint[8];
        limbs = limbs[..(value.Length / 4)];
        for (var i = 0; i < limbs.Length; i++)
            limbs[i] = BinaryPrimitives.ReadUInt32BigEndian(value[(i * 4)..]);
        for (var digit = text.Length - 1; digit >= 0; digit--)
            text[digit] = Alphabet[(int)DivideBy62(limbs)];
        var left = limbs.ContainsAnyExcept(0u);
        limbs.Clear();
        if (left)
            throw new ArgumentException("The text is too short for the value.", nameof(text));
    }

    /// <summary>
    /// Reads all of <paramref name="text"/> into all of <paramref name="value"/>; false for a foreign character or a
    /// number that does not fit.
    /// </summary>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> value)
    {
        Span<uint> limbs = stackalloc uint[8];
        limbs = limbs[..(value.Length / 4)];
        foreach (var character in text)
        {
            var digit = Digit(character);
            if (digit < 0 || !MultiplyBy62(limbs, (uint)digit))
                return false;
        }

        for (var i = 0; i < limbs.Length; i++)
            BinaryPrimitives.WriteUInt32BigEndian(value[(i * 4)..], limbs[i]);
        limbs.Clear();
        return true;
    }

    private static int Digit(char character) => character switch
    {
        >= '0' and <= '9' => character - '0',
        >= 'A' and <= 'Z' => character - 'A' + 10,
        >= 'a' and <= 'z' => character - 'a' + 36,
        _ => -1,
    };

    private static uint DivideBy62(Span<uint> limbs)
    {
        ulong remainder = 0;
        foreach (ref var limb in limbs)
        {
            var part = (remainder << 32) | limb;
            limb = (uint)(part / 62);
            remainder = part % 62;
        }

        return (uint)remainder;
    }

    private static bool MultiplyBy62(Span<uint> limbs, uint carry)
    {
        ulong rest = carry;
        for (var i = limbs.Length - 1; i >= 0; i--)
        {
            var part = ((ulong)limbs[i] * 62) + rest;
            limbs[i] = (uint)part;
            rest = part >> 32;
        }

        return rest == 0;
    }
}
