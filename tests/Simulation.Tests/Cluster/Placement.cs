namespace ContextExchange.Simulation.Tests.Cluster;

/// <summary>
/// Says which silo serves whom. Agents that talk to each other are served together as long as silos cannot call each
/// other; real placement takes this class's place when they can. It can be wrong: safety must not depend on it.
/// </summary>
internal sealed class Placement(SimulatedSilo[] silos, Random random)
{
    private int _serving;

    /// <summary>The share of calls that go to any silo instead: activations of one grain on several silos.</summary>
    public double Wrong { get; set; }

    /// <summary>Which silo serves the caller; it may be dead.</summary>
    public SimulatedSilo Find() =>
        silos[random.NextDouble() < Wrong ? random.Next(silos.Length) : _serving];

    /// <summary>Any other silo that lives takes over.</summary>
    public void Move()
    {
        var others = Enumerable.Range(0, silos.Length)
            .Where(i => i != _serving && silos[i] is { IsDead: false, IsDraining: false, IsFrozen: false }).ToArray();
        if (others.Length > 0) _serving = others[random.Next(others.Length)];
    }

    /// <summary>A process has come or gone: what a dead one served moves.</summary>
    public void Changed()
    {
        if (silos[_serving].IsDead) Move();
    }
}
