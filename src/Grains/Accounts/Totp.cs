using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ContextExchange.Grains.Accounts;

/// <summary>
/// Time-based one-time codes (RFC 6238 over RFC 4226): HMAC-SHA-1, 6 digits, steps of 30 seconds. Pure.
/// </summary>
internal static class Totp
{
    /// <summary>Digits of a code.</summary>
    public const int Digits = 6;

    /// <summary>Bytes of a secret (RFC 4226, R6, recommends 160 bits).</summary>
    public const int SecretSize = 20;

    private const int Modulus = 1_000_000;
    private const int SecondsPerStep = 30;

    /// <summary>The number of the step that <paramref name="now"/> lies in.</summary>
    public static long StepAt(DateTimeOffset now) => now.ToUnixTimeSeconds() / SecondsPerStep;

    /// <summary>
    /// The step whose code this is: the current one or the one before it (for clocks and slow typing), and later than
    /// the last that was used. Null for a wrong, old or used code.
    /// </summary>
    public static long? Match(ReadOnlySpan<byte> secret, string code, DateTimeOffset now, long lastUsedStep)
    {
        var presented = Encoding.ASCII.GetBytes(code.Length == Digits ? code : new string('x', Digits));
        var current = StepAt(now);
        long? found = null;
        for (var step = current; step >= current - 1; step--)
        {
            // Both are always compared, so that time does not tell which one it was.
            var matches = CryptographicOperations.FixedTimeEquals(
                Encoding.ASCII.GetBytes(CodeOf(secret, step)), presented);
            if (matches && step > lastUsedStep) found ??= step;
        }

        return found;
    }

    /// <summary>The code of a step.</summary>
    public static string CodeOf(ReadOnlySpan<byte> secret, long step) =>
        (Truncate(secret, step) % Modulus).ToString("D6", CultureInfo.InvariantCulture);

    /// <summary>RFC 4226, 5.3: 31 bits of the HMAC from where its last four bits point to.</summary>
    internal static int Truncate(ReadOnlySpan<byte> secret, long counter)
    {
        Span<byte> message = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(message, counter);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // RFC 6238's authenticators speak it; an HMAC's strength does not rest on collisions.
        HMACSHA1.HashData(secret, message, hash);
#pragma warning restore CA5350
        return BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 0xf)..]) & int.MaxValue;
    }
}
