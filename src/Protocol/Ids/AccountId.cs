using System.Diagnostics.CodeAnalysis;

namespace ContextExchange.Protocol;

/// <summary>
/// Names one human's way to sign in. 16 bytes; 32 lower-case hex digits as text, big-endian on the wire.
/// </summary>
public readonly record struct AccountId(Guid Value) : IParsable<AccountId>
{
    /// <summary>A new id from the system's cryptographic source.</summary>
    public static AccountId New() => new(RandomId.Next());

    /// <summary>Reads 32 hex digits.</summary>
    /// <exception cref="FormatException">The text is anything else.</exception>
    public static AccountId Parse(string s, IFormatProvider? provider = null) => new(Guid.ParseExact(s, "N"));

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out AccountId result)
    {
        var read = Guid.TryParseExact(s, "N", out var value);
        result = new AccountId(value);
        return read;
    }

    /// <inheritdoc cref="TryParse(string?, IFormatProvider?, out AccountId)" />
    public static bool TryParse([NotNullWhen(true)] string? s, out AccountId result) => TryParse(s, null, out result);

    public override string ToString() => Value.ToString("N");
}
