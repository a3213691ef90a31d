using ContextExchange.Actors.TestingHost;

namespace ContextExchange.Actors.Tests;

public sealed class ActivationTests
{
    [Fact]
    public async Task AFailingActivationFailsItsWaitingCallsAndTheNextCallTriesAgain()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Hooks.OnActivate = _ => throw new InvalidTimeZoneException();
        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => cluster.Script().Run(_ => Task.CompletedTask));

        cluster.Hooks.OnActivate = _ => Task.CompletedTask;
        await cluster.Script().Run(_ => Task.CompletedTask);
    }

    [Fact]
    public async Task CallsWaitUntilTheActivationIsReady()
    {
        await using var cluster = await Cluster.StartAsync();
        var gate = new TaskCompletionSource();
        cluster.Hooks.OnActivate = _ => gate.Task;
        var normal = cluster.Script().Run(_ => Task.CompletedTask);
        var interleaved = cluster.Script().RunInterleaved(_ => Task.CompletedTask);

        Assert.False(normal.IsCompleted || interleaved.IsCompleted);
        gate.SetResult();
        await normal;
        await interleaved;
    }

    [Fact]
    public async Task CallsThatWaitForAGoingActivationMoveToTheNextInOrder()
    {
        await using var cluster = await Cluster.StartAsync();
        var journal = new List<string>();
        cluster.Hooks.OnActivate = _ => Note("come");
        cluster.Hooks.OnDeactivate = async (_, _) =>
        {
            await Task.Yield();
            await Note("go");
        };
        var gate = new TaskCompletionSource();
        var last = cluster.Script().Run(async grain =>
        {
            grain.EndOnIdle();
            await gate.Task;
            await Note("last");
        });
        var moved = Enumerable.Range(0, 5).Select(n => cluster.Script().Run(_ => Note($"{n}"))).ToArray();

        gate.SetResult();
        await last;
        await Task.WhenAll(moved);
        Assert.Equal(["come", "last", "go", "come", "0", "1", "2", "3", "4"], journal);

        Task Note(string what)
        {
            journal.Add(what);
            return Task.CompletedTask;
        }
    }

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
    public async Task AnActivationThatNobodyCallsForFifteenMinutesEnds()
    {
        await using var cluster = await Cluster.StartAsync();
        var ended = new TaskCompletionSource<DeactivationReasonCode>();
        cluster.Hooks.OnDeactivate = (_, reason) => Task.FromResult(ended.TrySetResult(reason.ReasonCode));
        await cluster.Script().Run(_ => Task.CompletedTask);

        cluster.Time.Advance(TimeSpan.FromMinutes(14));
        await cluster.Script().Run(_ => Task.CompletedTask);
        cluster.Time.Advance(TimeSpan.FromMinutes(14));
        Assert.False(ended.Task.IsCompleted);

        cluster.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(DeactivationReasonCode.ActivationIdle, await ended.Task);
    }

    [Fact]
    public async Task ARunningCallKeepsAnActivationFromIdleCollection()
    {
        await using var cluster = await Cluster.StartAsync(options => options.ResponseTimeout = TimeSpan.FromHours(2));
        var gate = new TaskCompletionSource();
        var call = cluster.Script().Run(async grain =>
        {
            await gate.Task;
            grain.Turns = 1;
        });

        cluster.Time.Advance(TimeSpan.FromHours(1));
        gate.SetResult();
        await call;
        Assert.Equal(1, await cluster.Script().Answer(grain => grain.Turns));
    }

    [Fact]
    public async Task DelayDeactivationPutsOffIdleCollection()
    {
        await using var cluster = await Cluster.StartAsync();
        var ended = new TaskCompletionSource();
        cluster.Hooks.OnDeactivate = (_, _) => Task.FromResult(ended.TrySetResult());
        await cluster.Script().Run(grain =>
        {
            grain.Delay(TimeSpan.FromHours(1));
            return Task.CompletedTask;
        });

        cluster.Time.Advance(TimeSpan.FromMinutes(59));
        Assert.False(ended.Task.IsCompleted);
        cluster.Time.Advance(TimeSpan.FromMinutes(3));
        await ended.Task;
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
}
