using ContextExchange.Actors.TestingHost;

namespace ContextExchange.Actors.Tests;

public sealed class PersistentStateTests
{
    [Fact]
    public async Task WrittenStateSurvivesDeactivation()
    {
        await using var cluster = new TestClusterBuilder().ConfigureSilo(s => s.AddMemoryGrainStorage("memory")).Build();
        await cluster.DeployAsync();
        var counter = cluster.GrainFactory.GetGrain<ICounterGrain>("a");

        Assert.Equal(5, await counter.Add(5));
        await counter.Save();
        await counter.Add(1);
        await counter.Forget();

        Assert.Equal(5, await counter.Get());
        Assert.Equal("a", await counter.Key());
    }
}
