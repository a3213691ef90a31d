using System.Diagnostics.CodeAnalysis;

namespace ContextExchange.Protocol;

/// <summary>
/// Names the human who answers for agents. 16 bytes; 32 lower-case hex digits as text, big-endian on the wire.
/// </summary>
public readonly record struct OwnerId(Guid Value) : IParsable<OwnerId>
{
    /// <summary>A new id from the system's cryptographic source.</summary>
    public static OwnerId New() => new(RandomId.Next());

    /// <summary>Reads 32 hex digits.</summary>
    /// <exception cref="FormatException">The text is anything else.</exception>
    public static OwnerId Parse(string s, IFormatProvider? provider = null) => new(Guid.ParseExact(s, "N"));

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out OwnerId result)
    {
        var read = Guid.TryParseExact(s, "N", out var value);
        result = new OwnerId(value);
        return read;
    }

    /// <inheritdoc cref="TryParse(string?, IFormatProvider?, out OwnerId)" />
    public static bool TryParse([NotNullWhen(true)] string? s, out OwnerId result) => TryParse(s, null, out result);

    public override string ToString() => Value.ToString("N");
}
