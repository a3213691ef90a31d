using ContextExchange.Simulation.Tests.Bugs;
using ContextExchange.Simulation.Tests.Runs;

namespace ContextExchange.Simulation.Tests;

/// <summary>A checker that finds nothing proves nothing: it must find what somebody has put there.</summary>
public sealed class PlantedBugTests(ITestOutputHelper output)
{
    /// <summary>The most seeds that a bug may hide in.</summary>
    private const int MaxSeeds = 2_000;

    public static TheoryData<string> Names => [.. PlantedBugs.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryPlantedBugIsFound(string name)
    {
        var found = Search.For(1, MaxSeeds, PlantedBugs.All[name]);
        Assert.True(found is not null, $"{name} was not found in {MaxSeeds} seeds.");
        output.WriteLine($"{name}: seed {found.Seed}, {found.Violations[0]}");
    }
}
