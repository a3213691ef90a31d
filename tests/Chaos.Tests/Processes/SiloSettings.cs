using System.Net;

namespace ContextExchange.Chaos.Tests.Processes;

/// <summary>What a silo is started with.</summary>
internal sealed record SiloSettings
{
    public required string Name { get; init; }

    /// <summary>Its folder, of which it is the only user.</summary>
    public required string Folder { get; init; }

    /// <summary>The secrets of the cluster.</summary>
    public required string Secrets { get; init; }

    /// <summary>The server's address, the same for all silos.</summary>
    public required Uri PublicUrl { get; init; }

    public required int HttpPort { get; init; }

    public required int ClusterPort { get; init; }

    /// <summary>Where others are told to reach it between silos.</summary>
    public required int AdvertisedPort { get; init; }

    public required int MetricsPort { get; init; }

    /// <summary>Where it listens, for clients and for other silos. Default: loopback.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>From where its clients come, as it sees them. Default: loopback.</summary>
    public IPAddress Proxy { get; init; } = IPAddress.Loopback;

    /// <summary>What its command line begins with, as <c>ip netns exec NAME</c>. Default: nothing.</summary>
    public IReadOnlyList<string> On { get; init; } = [];

    /// <summary>Npgsql's connection string.</summary>
    public required string Postgres { get; init; }

    /// <summary>More of its command line.</summary>
    public IReadOnlyList<string> More { get; init; } = [];

    /// <summary>Variables of its environment beside this run's.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public string Log => Path.Combine(Folder, "silo.log");

    public IPEndPoint Http => new(Address, HttpPort);

    public IEnumerable<string> Command() =>
    [
        .. On, "dotnet", Checkout.Silo, "--listen", $"{Address}", "--port", $"{HttpPort}",
        "--public-url", PublicUrl.GetLeftPart(UriPartial.Authority),
        "--data", Path.Combine(Folder, "data"), "--secrets", Secrets, "--postgres", Postgres,
        "--Cluster:SiloId", Name, "--Cluster:Listen", $"{Address}:{ClusterPort}",
        "--Cluster:Advertise", $"{Address}:{AdvertisedPort}",
        "--metrics-port", $"{MetricsPort}", "--trusted-proxies", $"{Proxy}",
        // A run makes many agents in a short time from one address, and talks faster than agents do.
        "--Grains:MaxTurnsPerMinute", "1000000000", "--Limits:RegistrationsPerHour", "100000",
        "--Limits:SignInsPerMinute", "100000", "--Limits:SessionPerMinute", "1000000",
        "--Limits:AnonymousPerMinute", "100000", "--Limits:AnonymousPerHour", "1000000",
        "--Limits:InvitesPerMinute", "100000", "--Limits:SocketsPerAddress", "100000", .. More,
    ];
}
