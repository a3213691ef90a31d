namespace ContextExchange.Cryptography.Tests;

/// <summary>Lower-case hexadecimal, as all vectors are written.</summary>
internal static class HexNotation
{
    public static byte[] Hex(string text) => Convert.FromHexString(text);

    public static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);
}
