using System.Net;

namespace ContextExchange.Chaos.Tests.Processes;

/// <summary>What a PostgreSQL server is started with.</summary>
internal sealed record DatabaseSettings
{
    /// <summary>Its folder; its data lie in <see cref="Data"/>.</summary>
    public required string Folder { get; init; }

    public required int Port { get; init; }

    /// <summary>Settings as <c>postgres -c</c> takes them.</summary>
    public IReadOnlyList<string> More { get; init; } = [];

    /// <summary>Where it listens beside loopback, with TLS, and for whom; null for nowhere.</summary>
    public (IPAddress Address, string Network, Certificates Tls)? Beyond { get; init; }

    public string Data => Path.Combine(Folder, "data");

    public string Log => Path.Combine(Folder, "postgres.log");
}
