namespace ContextExchange.Actors.TestingHost;

/// <summary>Settings of a test cluster.</summary>
public sealed class TestClusterOptions
{
    /// <summary>
    /// How many silos <see cref="TestCluster.DeployAsync"/> starts. A single one is not clustered unless
    /// <see cref="Clustered"/> says so. Default 1.
    /// </summary>
    public short InitialSilosCount { get; set; } = 1;

    /// <summary>
    /// Whether the silos form a cluster, so that others can be started; null (default) for more than one.
    /// </summary>
    public bool? Clustered { get; set; }

    /// <summary>The clock of the lease table. Default the system's.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>The clock of the network's delays; null (default) for <see cref="Time"/>.</summary>
    public TimeProvider? NetworkTime { get; set; }

    /// <summary>Decides what the network leaves to chance. Default 1.</summary>
    public int Seed { get; set; } = 1;

    /// <summary>Whether silos reach each other over TCP on loopback in place of the network in memory.</summary>
    public bool UseTcp { get; set; }

    /// <summary>How many partitions the grains are spread over. Default 64.</summary>
    public int Partitions { get; set; } = 64;

    internal bool IsClustered => Clustered ?? InitialSilosCount > 1;
}
