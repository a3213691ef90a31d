namespace ContextExchange.Chaos.Tests.Drills;

/// <summary>What a cluster is made of, where a drill needs another one than the usual.</summary>
internal sealed record StageOptions
{
    public int Silos { get; init; } = 3;

    /// <summary>Settings of PostgreSQL as <c>postgres -c</c> takes them.</summary>
    public IReadOnlyList<string> Database { get; init; } = [];

    /// <summary>More of each silo's command line.</summary>
    public IReadOnlyList<string> SiloArguments { get; init; } = [];

    /// <summary>More of the environment of one silo, by its number and folder; null for none.</summary>
    public Func<int, string, IReadOnlyDictionary<string, string>>? SiloEnvironment { get; init; }

    /// <summary>
    /// Silos are told two databases, of which the second is not there yet, and look for the one that writes: what a
    /// failover needs. False: one.
    /// </summary>
    public bool HasStandby { get; init; }

    /// <summary>
    /// Each silo has a network namespace of its own, and they speak to each other and the database without a proxy in
    /// between. Needs root. False: all are on loopback.
    /// </summary>
    public bool HasMachines { get; init; }

    /// <summary>A disk of so many megabytes for the database; 0 for a folder like any other. Needs root.</summary>
    public int DatabaseMegabytes { get; init; }

    /// <summary>
    /// A disk of so many megabytes for each silo's folder and temporary files; 0 for none of its own.
    /// </summary>
    public int SiloMegabytes { get; init; }
}
