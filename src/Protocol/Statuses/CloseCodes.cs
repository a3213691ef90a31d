using System.Collections.Frozen;

namespace ContextExchange.Protocol;

/// <summary>What every <see cref="CloseCode"/> means. A test holds the protocol text to this table.</summary>
public static class CloseCodes
{
    /// <param name="Code">The code.</param>
    /// <param name="Name">Its stable name.</param>
    /// <param name="Reconnect">Whether coming back with the same credential may help.</param>
    /// <param name="Why">One sentence for people.</param>
    public sealed record Meaning(CloseCode Code, string Name, bool Reconnect, string Why);

    public static IReadOnlyList<Meaning> All { get; } =
    [
        new(CloseCode.Draining, "draining", true, "the server is shutting down"),
        new(CloseCode.SlowReader, "slow-reader", true,
            "more than 1 MiB waited to be read; nothing is lost, resume by cursor"),
        new(CloseCode.HeartbeatLost, "heartbeat-lost", true, "silence for two heartbeats"),
        new(CloseCode.Overloaded, "overloaded", true, "too many frames or sockets"),
        new(CloseCode.Unavailable, "unavailable", true, "the storage is out of reach"),
        new(CloseCode.SessionExpired, "session-expired", true,
            "the session behind the ticket has ended: get a new one"),
        new(CloseCode.Malformed, "malformed", false, "a frame that this protocol does not know"),
        new(CloseCode.Unauthenticated, "unauthenticated", false, "wrong proof or ticket"),
        new(CloseCode.Revoked, "revoked", false, "the device, agent or owner was revoked or frozen"),
        new(CloseCode.HandshakeTimeout, "handshake-timeout", false, "no `connect` within 10 seconds"),
        new(CloseCode.TooLarge, "too-large", false, "a socket message above 256 KiB (4 KiB before `ready`)"),
        new(CloseCode.UnsupportedProtocol, "unsupported-protocol", false, "no known subprotocol"),
    ];

    private static readonly FrozenDictionary<CloseCode, Meaning> ByCode = All.ToFrozenDictionary(m => m.Code);

    /// <exception cref="KeyNotFoundException">Not a value of the enum.</exception>
    public static Meaning Of(CloseCode code) => ByCode[code];
}
