namespace ContextExchange.Actors.Tests;

public sealed class StateTests
{
    [Fact]
    public async Task WrittenStateSurvivesDeactivationAndTheRestIsLost()
    {
        await using var cluster = await Cluster.StartAsync();
        var counter = cluster.Grains.GetGrain<ICounterGrain>("a");
        Assert.Equal(5, await counter.Add(5));
        await counter.Save();
        await counter.Add(1);
        await counter.Forget();

        Assert.Equal(5, await counter.Get());
        Assert.Equal("a", await counter.Key());
    }
}
