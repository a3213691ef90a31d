using System.Diagnostics.CodeAnalysis;

namespace ContextExchange.Protocol;

/// <summary>
/// Names one sealed message; chosen by its sender. 16 bytes; 32 lower-case hex digits as text, big-endian on the wire.
/// </summary>
public readonly record struct EnvelopeId(Guid Value) : IParsable<EnvelopeId>
{
    /// <summary>A new id from the system's cryptographic source.</summary>
    public static EnvelopeId New() => new(RandomId.Next());

    /// <summary>Reads 32 hex digits.</summary>
    /// <exception cref="FormatException">The text is anything else.</exception>
    public static EnvelopeId Parse(string s, IFormatProvider? provider = null) => new(Guid.ParseExact(s, "N"));

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out EnvelopeId result)
    {
        var read = Guid.TryParseExact(s, "N", out var value);
        result = new EnvelopeId(value);
        return read;
    }

    /// <inheritdoc cref="TryParse(string?, IFormatProvider?, out EnvelopeId)" />
    public static bool TryParse([NotNullWhen(true)] string? s, out EnvelopeId result) => TryParse(s, null, out result);

    public override string ToString() => Value.ToString("N");
}
