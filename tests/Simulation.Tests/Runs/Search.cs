using ContextExchange.Simulation.Tests.Bugs;

namespace ContextExchange.Simulation.Tests.Runs;

/// <summary>Looks for the first seed that breaks a promise.</summary>
internal static class Search
{
    /// <summary>The run that broke one; null when none of them did.</summary>
    /// <param name="from">The first seed.</param>
    /// <param name="seeds">How many.</param>
    /// <param name="bug">Makes the mistake, anew for each run.</param>
    public static SimulationRun? For(int from, int seeds, Func<PlantedBug> bug)
    {
        for (var seed = from; seed < from + seeds; seed++)
            if (SimulationRun.Of(seed, bug()) is { Violations.Count: > 0 } run) return run;
        return null;
    }
}
