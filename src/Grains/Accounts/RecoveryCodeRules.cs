using System.Security.Cryptography;
using System.Text;

namespace ContextExchange.Grains.Accounts;

/// <summary>
/// Recovery codes: 80 random bits as 16 characters in four groups. Stored as HMACs under the pepper. Pure.
/// </summary>
internal static class RecoveryCodeRules
{
    public const int Count = 10;

    /// <summary>Crockford's base 32: nothing that is read for something else.</summary>
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    private const int Length = 16;
    private const int Group = 4;

    public static string[] Create() =>
        [.. Enumerable.Range(0, Count).Select(_ => Grouped(RandomNumberGenerator.GetString(Alphabet, Length)))];

    /// <summary>
    /// HMAC-SHA-256 of account and code; case, spaces and hyphens do not count, and o, i, l are read as 0, 1, 1.
    /// </summary>
    public static byte[] HashOf(string code, AccountId account, ServerSecrets secrets)
    {
        var normal = new StringBuilder(Length);
        foreach (var character in code.ToLowerInvariant())
            if (character is not (' ' or '-'))
                normal.Append(character switch { 'o' => '0', 'i' or 'l' => '1', _ => character });
        return HMACSHA256.HashData(
            secrets.Pepper.Span, Encoding.UTF8.GetBytes($"cex recovery code\0{account}\0{normal}"));
    }

    /// <summary>Where the code stands in the list; -1 for nowhere. Looks at all of them.</summary>
    public static int Find(IReadOnlyList<ReadOnlyMemory<byte>> hashes, ReadOnlySpan<byte> hash)
    {
        var found = -1;
        for (var i = 0; i < hashes.Count; i++)
            if (CryptographicOperations.FixedTimeEquals(hashes[i].Span, hash)) found = i;
        return found;
    }

    private static string Grouped(string code) =>
        string.Join('-', Enumerable.Range(0, Length / Group).Select(i => code.Substring(i * Group, Group)));
}
