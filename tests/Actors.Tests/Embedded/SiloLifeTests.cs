using ContextExchange.Actors.TestingHost;

namespace ContextExchange.Actors.Tests;

/// <summary>How the embedded silo stops, and what it does for a grain that ends while it comes to life.</summary>
public sealed class SiloLifeTests
{
    [Fact]
    public async Task AGrainThatEndsItselfWhileItActivatesStillServesEveryCall()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Hooks.OnActivate = grain =>
        {
            grain.EndOnIdle();
            return Task.CompletedTask;
        };
        var calls = Enumerable.Range(0, 10).Select(n => cluster.Script().Answer(_ => n).AsTask());
        Assert.Equal(Enumerable.Range(0, 10), await Task.WhenAll(calls));
    }

    [Fact]
    public async Task AStoppingSiloWaitsForTurnsAndDeactivatesEveryGrain()
    {
        await using var cluster = await Cluster.StartAsync();
        var gone = new List<string>();
        cluster.Hooks.OnDeactivate = (grain, reason) =>
        {
            Assert.Equal(DeactivationReasonCode.ShuttingDown, reason.ReasonCode);
            lock (gone) gone.Add(grain.Key);
            return Task.CompletedTask;
        };
        var gate = new TaskCompletionSource();
        await cluster.Script("idle").Run(_ => Task.CompletedTask);
        await cluster.Script("busy").Run(_ => Task.CompletedTask);
        var running = cluster.Script("busy").Run(_ => gate.Task);

        var stop = cluster.Harness.StopAllSilosAsync();
        await Assert.ThrowsAsync<SiloUnavailableException>(
            () => cluster.Script("new").Run(_ => Task.CompletedTask));
        Assert.False(stop.IsCompleted);
        gate.SetResult();
        await running;
        await stop;
        Assert.Equal(["busy", "idle"], gone.Order());
    }

    [Fact]
    public async Task AStoppingSiloWaitsNoLongerThanItsLimit()
    {
        await using var cluster = await Cluster.StartAsync();
        var never = new TaskCompletionSource();
        await cluster.Script().Run(_ => Task.CompletedTask);
        var stuck = cluster.Script().RunAtMostFiveSeconds(_ => never.Task);
        var waiting = cluster.Script().Run(_ => Task.CompletedTask);

        var stop = cluster.Harness.StopAllSilosAsync();
        cluster.Time.Advance(TimeSpan.FromSeconds(5));
        await Assert.ThrowsAsync<TimeoutException>(() => stuck);
        cluster.Time.Advance(TimeSpan.FromSeconds(25));
        await stop;
        await Assert.ThrowsAnyAsync<Exception>(() => waiting);
        Assert.Contains(cluster.Logs.Warnings, line => line.Contains("before 1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AKilledSiloDeactivatesNothingAndFailsItsCallers()
    {
        await using var cluster = await Cluster.StartAsync();
        var never = new TaskCompletionSource();
        cluster.Hooks.OnDeactivate = (_, _) => throw new InvalidOperationException("It said goodbye.");
        await cluster.Script().Run(_ => Task.CompletedTask);
        var running = cluster.Script().Run(_ => never.Task);

        await cluster.Harness.KillSiloAsync(cluster.Silo);
        await Assert.ThrowsAsync<SiloUnavailableException>(() => running);
        await Assert.ThrowsAsync<SiloUnavailableException>(() => cluster.Script().Run(_ => Task.CompletedTask));
        Assert.DoesNotContain(cluster.Logs.Warnings, line => line.Contains("goodbye", StringComparison.Ordinal));
    }

    [Fact]
    public void AGrainMadeByHandSaysThatItNeedsTheEngine() =>
        Assert.Throws<InvalidOperationException>(() => new ScriptGrain(new ScriptHooks()));

    [Fact]
    public async Task AHarnessOfOneSiloAloneRefusesAnother()
    {
        await using var cluster = await Cluster.StartAsync();
        await Assert.ThrowsAsync<NotSupportedException>(() => cluster.Harness.StartAdditionalSiloAsync());
    }

    [Fact]
    public async Task AGrainHoldsNoMoreCallsThanItsLimit()
    {
        await using var cluster = await Cluster.StartAsync(options => options.MaxEnqueuedRequestsHardLimit = 3);
        var gate = new TaskCompletionSource();
        var held = Enumerable.Range(0, 3).Select(_ => cluster.Script().Run(_ => gate.Task)).ToArray();

        await Assert.ThrowsAsync<LimitExceededException>(() => cluster.Script().Run(_ => Task.CompletedTask));
        gate.SetResult();
        await Task.WhenAll(held);
        await cluster.Script().Run(_ => Task.CompletedTask);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OnlyAKeepAliveTimerPutsOffIdleCollection(bool keepAlive)
    {
        await using var cluster = await Cluster.StartAsync();
        var ended = new TaskCompletionSource();
        var ticks = new SemaphoreSlim(0);
        cluster.Hooks.OnDeactivate = (_, _) => Task.FromResult(ended.TrySetResult());
        var minutes = TimeSpan.FromMinutes(5);
        await cluster.Script().Run(grain =>
        {
            grain.RegisterGrainTimer(
                () => Task.FromResult(ticks.Release()),
                new GrainTimerCreationOptions(minutes, minutes) { KeepAlive = keepAlive });
            return Task.CompletedTask;
        });
        for (var i = 0; i < 3; i++)
        {
            cluster.Time.Advance(minutes);
            await ticks.WaitAsync();
        }

        cluster.Time.Advance(TimeSpan.FromMinutes(2));
        if (!keepAlive) await ended.Task;
        else Assert.False(ended.Task.IsCompleted);
    }

    [Fact]
    public async Task ACallThatTimedOutWhileItWaitedNeverRuns()
    {
        await using var cluster = await Cluster.StartAsync();
        var gate = new TaskCompletionSource();
        var ran = false;
        var running = cluster.Script().Run(_ => gate.Task);
        var waiting = cluster.Script().Run(_ =>
        {
            ran = true;
            return Task.CompletedTask;
        });

        cluster.Time.Advance(TimeSpan.FromSeconds(30));
        await Assert.ThrowsAsync<TimeoutException>(() => running);
        await Assert.ThrowsAsync<TimeoutException>(() => waiting);
        gate.SetResult();
        await cluster.Script().Run(_ => Task.CompletedTask);
        Assert.False(ran);
    }
}
