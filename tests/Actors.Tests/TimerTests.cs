namespace ContextExchange.Actors.Tests;

public sealed class TimerTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task ATimerTicksWhenDueAndThenEachPeriod()
    {
        await using var cluster = await Cluster.StartAsync();
        var ticks = new SemaphoreSlim(0);
        await cluster.Script().Run(grain =>
        {
            grain.RegisterGrainTimer(() => Task.FromResult(ticks.Release()), 3 * Second, Second);
            return Task.CompletedTask;
        });

        cluster.Time.Advance(2 * Second);
        await Settled(cluster);
        Assert.Equal(0, ticks.CurrentCount);
        for (var i = 0; i < 3; i++)
        {
            cluster.Time.Advance(Second);
            await ticks.WaitAsync();
            await Settled(cluster);
        }
    }

    [Fact]
    public async Task ATimerNeverOverlapsItselfAndWaitsItsPeriodAfterEachEnd()
    {
        await using var cluster = await Cluster.StartAsync();
        var started = new SemaphoreSlim(0);
        var gate = new TaskCompletionSource();
        await cluster.Reentrant().Run(grain =>
        {
            grain.RegisterGrainTimer(async () =>
            {
                started.Release();
                await gate.Task;
            }, Second, Second);
            return Task.CompletedTask;
        });

        cluster.Time.Advance(Second);
        await started.WaitAsync();
        cluster.Time.Advance(10 * Second);
        await cluster.Reentrant().Run(_ => Task.CompletedTask);
        Assert.Equal(0, started.CurrentCount);
        gate.SetResult();
        await cluster.Reentrant().Run(async _ => await Task.Yield());
        cluster.Time.Advance(Second);
        await started.WaitAsync();
    }

    [Fact]
    public async Task ATickWaitsForTheRunningCallUnlessItInterleaves()
    {
        await using var cluster = await Cluster.StartAsync();
        var waits = new TaskCompletionSource();
        var passes = new TaskCompletionSource();
        var gate = new TaskCompletionSource();
        await cluster.Script().Run(grain =>
        {
            grain.RegisterGrainTimer(() => Task.FromResult(waits.TrySetResult()), Second, Timeout.InfiniteTimeSpan);
            grain.RegisterGrainTimer(
                () => Task.FromResult(passes.TrySetResult()),
                new GrainTimerCreationOptions(Second, Timeout.InfiniteTimeSpan) { Interleave = true });
            return Task.CompletedTask;
        });
        var call = cluster.Script().Run(_ => gate.Task);

        cluster.Time.Advance(Second);
        await passes.Task;
        Assert.False(waits.Task.IsCompleted);
        gate.SetResult();
        await call;
        await waits.Task;
    }

    [Fact]
    public async Task AFailingCallbackIsLoggedAndTheTimerGoesOn()
    {
        await using var cluster = await Cluster.StartAsync();
        var ticks = new SemaphoreSlim(0);
        await cluster.Script().Run(grain =>
        {
            grain.RegisterGrainTimer<string>((text, _) =>
            {
                ticks.Release();
                throw new InvalidTimeZoneException(text);
            }, "oh", Second, Second);
            return Task.CompletedTask;
        });

        cluster.Time.Advance(Second);
        await ticks.WaitAsync();
        await Settled(cluster);
        cluster.Time.Advance(Second);
        await ticks.WaitAsync();
        Assert.Contains("oh", cluster.Logs.Warnings.First(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADisposedTimerTicksNoMoreAndAChangedOneTicksAnew()
    {
        await using var cluster = await Cluster.StartAsync();
        var ticked = new List<string>();
        IGrainTimer? disposed = null, changed = null;
        await cluster.Script().Run(grain =>
        {
            disposed = grain.RegisterGrainTimer(() => Note("disposed"), Second, Second);
            changed = grain.RegisterGrainTimer(() => Note("changed"), TimeSpan.FromDays(1), Second);
            return Task.CompletedTask;
        });

        disposed!.Dispose();
        changed!.Change(2 * Second, Timeout.InfiniteTimeSpan);
        cluster.Time.Advance(10 * Second);
        await Settled(cluster);
        Assert.Equal(["changed"], ticked);

        Task Note(string what)
        {
            ticked.Add(what);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task TimersDieWithTheirActivation()
    {
        await using var cluster = await Cluster.StartAsync();
        var ticks = 0;
        await cluster.Script().Run(grain =>
        {
            grain.RegisterGrainTimer(() => Task.FromResult(++ticks), Second, Second);
            grain.EndOnIdle();
            return Task.CompletedTask;
        });
        await Settled(cluster);
        cluster.Time.Advance(10 * Second);
        await Settled(cluster);
        Assert.Equal(0, ticks);
    }

    /// <summary>A call behind which nothing older is left to run.</summary>
    private static Task Settled(Cluster cluster) => cluster.Script().Run(async _ => await Task.Yield());
}
