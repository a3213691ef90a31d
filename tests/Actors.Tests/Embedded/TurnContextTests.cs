namespace ContextExchange.Actors.Tests;

/// <summary>What the embedded engine promises about turns and Orleans does not, or does in another way.</summary>
public sealed class TurnContextTests
{
    [Fact]
    public async Task AnAwaitComesBackToTheGrainsOwnTurn()
    {
        await using var cluster = await Cluster.StartAsync();
        await cluster.Script().Run(async grain =>
        {
            var before = SynchronizationContext.Current;
            await Task.Yield();
            Assert.Same(before, SynchronizationContext.Current);
            Assert.Same(grain.GrainContext, SynchronizationContext.Current);
        });
    }

    [Fact]
    public async Task TheCallersCodeNeverRunsInsideAGrainsTurn()
    {
        await using var cluster = await Cluster.StartAsync();
        for (var i = 0; i < 100; i++)
            Assert.IsNotType<Activation>(await ContextAfter(cluster.Script().Run(async _ => await Task.Yield())));
    }

    [Fact]
    public async Task CallsOfOneCallerEnterInOrder()
    {
        await using var cluster = await Cluster.StartAsync();
        var seen = new List<int>();
        var calls = Enumerable.Range(0, 1_000).Select(number => cluster.Script().Run(async _ =>
        {
            seen.Add(number);
            if (number % 7 == 0) await Task.Yield();
        }));

        await Task.WhenAll(calls);
        Assert.Equal(Enumerable.Range(0, 1_000), seen);
    }

    private static async Task<SynchronizationContext?> ContextAfter(Task call)
    {
        await call.ConfigureAwait(false);
        return SynchronizationContext.Current;
    }
}
