namespace ContextExchange.Actors.Tests;

/// <summary>What grains learn of observers whose silo is gone.</summary>
public sealed class DeadObserverTests
{
    [Fact]
    public async Task AnObserverOfASiloThatLeftTheClusterIsDroppedAtTheNextCall()
    {
        await using var silos = await Silos.StartAsync(3);
        var watcher = new Watcher();
        var reference = silos[2].GrainFactory.CreateObjectReference<IPostWatcher>(watcher);
        await silos.GrainOn(silos[1], silos[2]).Keep(reference);
        var grain = silos.GrainOn(silos[1], silos[0]);
        Assert.Equal("told", await grain.Tell(1));
        await watcher.Called;

        await silos.Harness.KillSiloAsync(silos[2]);
        silos.Tick(4);

        // The silo may still be about to look who is left.
        var answer = await silos.AsTimePassesAsync(grain.Tell(2));
        for (var tries = 0; answer == "told" && tries < 500; tries++)
        {
            await silos.PassAsync();
            answer = await silos.AsTimePassesAsync(grain.Tell(2));
        }

        Assert.Equal("gone", answer);
        Assert.Equal("nobody", await grain.Tell(3));
        GC.KeepAlive(watcher);
    }

    [Fact]
    public async Task HundredsOfCallsToADeadSilosObserverSayOnceThatItIsGone()
    {
        await using var silos = await Silos.StartAsync(3);
        var watcher = new Watcher();
        var reference = silos[2].GrainFactory.CreateObjectReference<IPostWatcher>(watcher);
        await silos.GrainOn(silos[1], silos[2]).Keep(reference);
        var grain = silos.GrainOn(silos[1], silos[0]);
        await grain.Tell(1);
        await watcher.Called;

        await silos.Harness.KillSiloAsync(silos[2]);
        for (var i = 0; i < 300; i++)
        {
            // It may be on its way to the silo that has just died.
            await silos.AsTimePassesAsync(grain.Tell(i));
            silos.Time.Advance(TimeSpan.FromMilliseconds(20));
        }

        var lines = silos.Logs.Warnings.Where(line => line.Contains("Secondary_2", StringComparison.Ordinal)
            || line.Contains("One-way", StringComparison.Ordinal)).ToList();
        // The link that breaks, seen from both ends by both others, and each one's first try to dial again.
        Assert.True(lines.Count <= 8, string.Join('\n', lines));
        GC.KeepAlive(watcher);
    }

    [Fact]
    public async Task AnObserverOfASiloThatIsNotKnownYetIsNotTakenForDead()
    {
        await using var silos = await Silos.StartAsync(2);
        var grain = silos.GrainOn(silos[1], silos[0]);
        var late = await silos.Harness.StartAdditionalSiloAsync();
        var watcher = new Watcher();
        var reference = late.GrainFactory.CreateObjectReference<IPostWatcher>(watcher);
        await silos.GrainOn(silos[1], late).Keep(reference);

        Assert.Equal("told", await grain.Tell(1));

        GC.KeepAlive(watcher);
    }

    private sealed class Watcher : IPostWatcher
    {
        private readonly TaskCompletionSource _called = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Called => _called.Task;

        public ValueTask Seen(int number)
        {
            _called.TrySetResult();
            return ValueTask.CompletedTask;
        }
    }
}
