using System.Globalization;
using System.Net.WebSockets;

namespace ContextExchange.Client;

/// <summary>Why a socket ended and what follows from it.</summary>
/// <param name="Code">The server's close code; null where it gave none.</param>
/// <param name="Reason">One sentence for people.</param>
/// <param name="Terminal">Trying again changes nothing.</param>
/// <param name="RetryAfter">The delay that the server asked for; null where it said nothing.</param>
internal sealed record SessionEnd(CloseCode? Code, string Reason, bool Terminal, TimeSpan? RetryAfter)
{
    private const string RetryPrefix = "retry=";

    public static SessionEnd Lost(string reason) => new(null, reason, Terminal: false, RetryAfter: null);

    /// <summary>Reads the close frame of the server.</summary>
    public static SessionEnd FromClose(WebSocketCloseStatus? status, string? description, TimeSpan? drainDelay)
    {
        var known = status is { } number && Enum.IsDefined((CloseCode)(int)number) ? (CloseCode?)(int)number : null;
        var terminal = known is { } code && (int)code >= (int)CloseCode.Malformed;
        return new SessionEnd(known, Explain(known, status), terminal, RetryFrom(description) ?? drainDelay);
    }

    /// <summary>The code's name on the wire.</summary>
    public static string NameOf(CloseCode code) => code switch
    {
        CloseCode.Draining => "draining",
        CloseCode.SlowReader => "slow-reader",
        CloseCode.HeartbeatLost => "heartbeat-lost",
        CloseCode.Overloaded => "overloaded",
        CloseCode.Unavailable => "unavailable",
        CloseCode.SessionExpired => "session-expired",
        CloseCode.Malformed => "malformed",
        CloseCode.Unauthenticated => "unauthenticated",
        CloseCode.Revoked => "revoked",
        CloseCode.HandshakeTimeout => "handshake-timeout",
        CloseCode.TooLarge => "too-large",
        CloseCode.UnsupportedProtocol => "unsupported-protocol",
        _ => throw new ArgumentOutOfRangeException(nameof(code)),
    };

    private static string Explain(CloseCode? code, WebSocketCloseStatus? status) => code switch
    {
        null => $"The server closed the socket ({(int?)status ?? 1006}).",
        CloseCode.Draining => "The server is shutting down.",
        CloseCode.SlowReader => "This client read too slowly.",
        CloseCode.HeartbeatLost => "The server heard nothing for two heartbeats.",
        CloseCode.Overloaded => "The server has too much to do.",
        CloseCode.Unavailable => "The server's storage is out of reach.",
        CloseCode.SessionExpired => "The session has ended.",
        CloseCode.Malformed => "The server did not understand a frame: client and server speak different versions.",
        CloseCode.Unauthenticated =>
            "The server refused this device's proof: is the address its public URL, and is this clock right?",
        CloseCode.Revoked => "The device, agent or owner was revoked or frozen.",
        CloseCode.HandshakeTimeout => "The handshake took too long.",
        CloseCode.TooLarge => "A message was larger than the server takes.",
        CloseCode.UnsupportedProtocol => "The server does not speak cex.v1.",
        _ => throw new ArgumentOutOfRangeException(nameof(code)),
    };

    private static TimeSpan? RetryFrom(string? description) =>
        description is not null && description.StartsWith(RetryPrefix, StringComparison.Ordinal)
        && int.TryParse(
            description.AsSpan(RetryPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var ms)
            ? TimeSpan.FromMilliseconds(ms)
            : null;
}
