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
}
