namespace ContextExchange.Actors.TestingHost;

/// <summary>Settings of a test cluster.</summary>
public sealed class TestClusterOptions
{
    /// <summary>How many silos <see cref="TestCluster.DeployAsync"/> starts. Only 1 works today.</summary>
    public short InitialSilosCount { get; set; } = 1;
}
