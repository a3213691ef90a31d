using System.Diagnostics.CodeAnalysis;

namespace ContextExchange.Protocol;

/// <summary>
/// Names one key store of an agent. 16 bytes; 32 lower-case hex digits as text, big-endian on the wire.
/// </summary>
public readonly record struct DeviceId(Guid Value) : IParsable<DeviceId>
{
    /// <summary>A new id from the system's cryptographic source.</summary>
    public static DeviceId New() => new(RandomId.Next());

    /// <summary>Reads 32 hex digits.</summary>
    /// <exception cref="FormatException">The text is anything else.</exception>
    public static DeviceId Parse(string s, IFormatProvider? provider = null) => new(Guid.ParseExact(s, "N"));

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out DeviceId result)
    {
        var read = Guid.TryParseExact(s, "N", out var value);
        result = new DeviceId(value);
        return read;
    }

    /// <inheritdoc cref="TryParse(string?, IFormatProvider?, out DeviceId)" />
    public static bool TryParse([NotNullWhen(true)] string? s, out DeviceId result) => TryParse(s, null, out result);

    public override string ToString() => Value.ToString("N");
}
