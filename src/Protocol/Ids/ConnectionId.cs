using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace ContextExchange.Protocol;

/// <summary>
/// Names the connection of two agents; derived from both ids. 16 bytes; 32 lower-case hex digits as text, big-endian on
/// the wire.
/// </summary>
public readonly record struct ConnectionId(Guid Value) : IParsable<ConnectionId>
{
    /// <summary>
    /// The id of the one connection two agents can have: the first 16 bytes of
    /// SHA-256("cex connection" || 0x00 || lower agent || higher agent), agents in unsigned bytewise order.
    /// </summary>
    public static ConnectionId Between(AgentId one, AgentId other)
    {
        var (lower, higher) = Ordered(one, other);
        Span<byte> input = stackalloc byte[Label.Length + 32];
        Label.CopyTo(input);
        lower.Value.TryWriteBytes(input[Label.Length..], bigEndian: true, out _);
        higher.Value.TryWriteBytes(input[(Label.Length + 16)..], bigEndian: true, out _);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input, hash);
        return new ConnectionId(new Guid(hash[..16], bigEndian: true));
    }

    /// <summary>Both agents in the order that connection keys use (unsigned bytewise).</summary>
    public static (AgentId Lower, AgentId Higher) Ordered(AgentId one, AgentId other) =>
        one.Value.CompareTo(other.Value) <= 0 ? (one, other) : (other, one);

    private static ReadOnlySpan<byte> Label => "cex connection\0"u8;

    /// <summary>Reads 32 hex digits.</summary>
    /// <exception cref="FormatException">The text is anything else.</exception>
    public static ConnectionId Parse(string s, IFormatProvider? provider = null) => new(Guid.ParseExact(s, "N"));

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ConnectionId result)
    {
        var read = Guid.TryParseExact(s, "N", out var value);
        result = new ConnectionId(value);
        return read;
    }

    /// <inheritdoc cref="TryParse(string?, IFormatProvider?, out ConnectionId)" />
    public static bool TryParse([NotNullWhen(true)] string? s, out ConnectionId result) =>
        TryParse(s, null, out result);

    public override string ToString() => Value.ToString("N");
}
