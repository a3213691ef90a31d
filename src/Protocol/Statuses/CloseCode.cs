namespace ContextExchange.Protocol;

/// <summary>
/// Why the server closes a socket. Below 4400: reconnect after the delay in the reason's text ("retry=MILLISECONDS") or
/// with full jitter. From 4400: do not reconnect with the same credential or frame; something must change first.
/// </summary>
public enum CloseCode
{
    /// <summary>The server is shutting down; another or the restarted one takes over.</summary>
    Draining = 4000,

    /// <summary>
    /// The reader was slower than the writer by more than the outbox holds; nothing is lost, resume by cursor.
    /// </summary>
    SlowReader = 4001,

    /// <summary>No pong and no frame for two heartbeats.</summary>
    HeartbeatLost = 4002,

    /// <summary>Too many frames or sockets; come back after the delay.</summary>
    Overloaded = 4003,

    /// <summary>The storage behind the server is out of reach.</summary>
    Unavailable = 4004,

    /// <summary>The session that opened the socket has ended; open a new one.</summary>
    SessionExpired = 4005,

    Malformed = 4400,
    Unauthenticated = 4401,

    /// <summary>The key, device, agent or owner was revoked or frozen.</summary>
    Revoked = 4403,
    HandshakeTimeout = 4408,
    TooLarge = 4413,
    UnsupportedProtocol = 4426,
}
