using System.ComponentModel.DataAnnotations;

namespace ContextExchange.Web.Http;

/// <summary>Requests per address or session. Addresses count by IPv4 /32 and IPv6 /64, on all silos together.</summary>
public sealed class RequestLimits
{
    /// <summary>Requests without a session per address and minute.</summary>
    [Range(1, 1_000_000)]
    public int AnonymousPerMinute { get; set; } = 100;

    /// <summary>Requests without a session per address and hour.</summary>
    [Range(1, 10_000_000)]
    public int AnonymousPerHour { get; set; } = 1_000;

    /// <summary>Requests with one session or key per minute.</summary>
    [Range(1, 1_000_000)]
    public int SessionPerMinute { get; set; } = 3_000;

    /// <summary>Registrations of owners per address and hour. Owners' own agents do not count.</summary>
    [Range(1, 1_000_000)]
    public int RegistrationsPerHour { get; set; } = 5;

    /// <summary>Challenges and sign-ins per address and minute.</summary>
    [Range(1, 1_000_000)]
    public int SignInsPerMinute { get; set; } = 60;

    /// <summary>Sign-in mails that an address (of the network) asks for per hour.</summary>
    [Range(1, 1_000_000)]
    public int SignInMailsPerHour { get; set; } = 20;

    /// <summary>Credentials that were not in force per address and minute.</summary>
    [Range(1, 1_000_000)]
    public int FailedSignInsPerMinute { get; set; } = 20;

    /// <summary>New invites, previews and acceptances per session and minute.</summary>
    [Range(1, 1_000_000)]
    public int InvitesPerMinute { get; set; } = 30;

    /// <summary>Sockets of one address at a time, handshakes included.</summary>
    [Range(1, 1_000_000)]
    public int SocketsPerAddress { get; set; } = ContextExchange.Protocol.Limits.MaxSocketsPerAddress;
}
