namespace ContextExchange.Simulation.Tests.Cluster;

/// <summary>A piece of simulated work that is no turn of a grain.</summary>
internal sealed class SimulatedStep(string name, Action step) : IThreadPoolWorkItem
{
    public void Execute() => step();

    public override string ToString() => name;
}
