using System.Globalization;
using System.Security.Cryptography;

namespace ContextExchange.Web.Gateway;

/// <summary>
/// When the peer of a closed socket should come back: spread, so that many sockets closed at once do not return at
/// once.
/// </summary>
internal static class CloseReasons
{
    /// <summary>Milliseconds; null where reconnecting does not help.</summary>
    public static uint? RetryAfter(CloseCode code) => code switch
    {
        CloseCode.Draining => Between(200, 2_000),
        CloseCode.SlowReader => Between(500, 2_000),
        CloseCode.HeartbeatLost => Between(0, 1_000),
        CloseCode.Overloaded => Between(2_000, 10_000),
        CloseCode.Unavailable => Between(1_000, 5_000),
        CloseCode.SessionExpired => Between(0, 500),
        CloseCode.Malformed or CloseCode.Unauthenticated or CloseCode.Revoked or CloseCode.HandshakeTimeout
            or CloseCode.TooLarge or CloseCode.UnsupportedProtocol => null,
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "Not a close code."),
    };

    /// <summary>
    /// At least <paramref name="from"/>, below <paramref name="to"/>, or <paramref name="from"/> where that is not
    /// more.
    /// </summary>
    public static uint Between(int from, int to) => (uint)(to > from ? RandomNumberGenerator.GetInt32(from, to) : from);

    /// <summary>The text that goes with a close code; empty where reconnecting does not help.</summary>
    public static string Text(uint? retryAfter) =>
        retryAfter is { } delay ? "retry=" + delay.ToString(CultureInfo.InvariantCulture) : "";
}
