using System.ComponentModel.DataAnnotations;

namespace ContextExchange.Web.Gateway;

/// <summary>What one silo allows its sockets, beside the protocol's own <see cref="Limits"/>.</summary>
public sealed class GatewayOptions
{
    /// <summary>Open sockets of this silo, handshakes included. Default 200,000.</summary>
    [Range(1, 10_000_000)]
    public int MaxSockets { get; set; } = 200_000;

    /// <summary>Sockets in the handshake at a time. Default 5,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxHandshakes { get; set; } = 5_000;

    /// <summary>Sockets of one address (IPv4 /32, IPv6 /64) at a time. Default 2,000.</summary>
    [Range(1, 1_000_000)]
    public int SocketsPerAddress { get; set; } = Limits.MaxSocketsPerAddress;

    /// <summary>Sockets of one agent at a time. Default 16.</summary>
    [Range(1, 10_000)]
    public int SocketsPerAgent { get; set; } = Limits.MaxSocketsPerAgent;

    /// <summary>Frames that one socket may send per second on average. Default 20,000.</summary>
    [Range(1, 10_000_000)]
    public int FramesPerSecond { get; set; } = 20_000;

    /// <summary>Frames that one socket may send at once. Default 40,000.</summary>
    [Range(1, 10_000_000)]
    public int FrameBurst { get; set; } = 40_000;

    /// <summary>Silence after which a socket is pinged; after twice that it is closed. Default 15 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Heartbeat { get; set; } = Limits.Heartbeat;

    /// <summary>How long a stopping silo waits for answers that are under way. Default 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Over at most this time the sockets of a silo that drains are closed, each at its own moment: a millisecond for
    /// each socket, and a few at once. Default 2 seconds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan ReconnectSpread { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Audit records of refusals at sockets per second on average; more are counted and dropped. Default 20.
    /// </summary>
    [Range(1, 10_000)]
    public int AuditedRefusalsPerSecond { get; set; } = 20;
}
