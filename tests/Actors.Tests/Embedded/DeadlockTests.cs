namespace ContextExchange.Actors.Tests;

public sealed class DeadlockTests
{
    [Fact]
    public async Task ACallThatComesBackToItsCallerFailsAtOnceAndNamesBoth()
    {
        await using var cluster = await Cluster.StartAsync();
        var failure = await Assert.ThrowsAsync<GrainDeadlockException>(() => cluster.Script("a").Run(
            a => a.Grains.GetGrain<IScriptGrain>("b").RunCancellable(
                (b, _) => b.Grains.GetGrain<IScriptGrain>("a").RunAtMostFiveSeconds(_ => Task.CompletedTask),
                CancellationToken.None)));

        Assert.Contains("IScript.RunAtMostFiveSeconds of script/a", failure.Message, StringComparison.Ordinal);
        Assert.Contains("IScript.RunCancellable of script/b", failure.Message, StringComparison.Ordinal);
        Assert.Contains("IScript.Run of script/a", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ItIsSeenAfterAwaitsToo()
    {
        await using var cluster = await Cluster.StartAsync();
        await Assert.ThrowsAsync<GrainDeadlockException>(() => cluster.Script("a").Run(async a =>
        {
            await Task.Yield();
            await a.Grains.GetGrain<IScriptGrain>("b").Run(async b =>
            {
                await Task.Yield();
                await b.Grains.GetGrain<IScriptGrain>("a").Run(_ => Task.CompletedTask);
            });
        }));
    }

    [Fact]
    public async Task ItIsSeenThroughAReentrantGrain()
    {
        await using var cluster = await Cluster.StartAsync();
        await Assert.ThrowsAsync<GrainDeadlockException>(() => cluster.Script("a").Run(
            a => a.Grains.GetGrain<IReentrantScriptGrain>("r").Run(async r =>
            {
                await Task.Yield();
                await r.Grains.GetGrain<IScriptGrain>("a").Run(_ => Task.CompletedTask);
            })));
    }

    [Fact]
    public async Task AGrainThatCallsItselfFailsAtOnce()
    {
        await using var cluster = await Cluster.StartAsync();
        await Assert.ThrowsAsync<GrainDeadlockException>(
            () => cluster.Script().Run(a => a.AsReference<IScriptGrain>().Run(_ => Task.CompletedTask)));
    }

    [Fact]
    public async Task ItIsSeenWhenAnActivationCallsBack()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Hooks.OnActivate = grain => grain.Key == "b"
            ? grain.Grains.GetGrain<IScriptGrain>("a").Run(_ => Task.CompletedTask)
            : Task.CompletedTask;
        await Assert.ThrowsAsync<GrainDeadlockException>(() => cluster.Script("a").Run(
            a => a.Grains.GetGrain<IScriptGrain>("b").Run(_ => Task.CompletedTask)));
    }

    [Fact]
    public async Task AReentrantGrainMayBeCalledBack()
    {
        await using var cluster = await Cluster.StartAsync();
        await cluster.Reentrant().Run(r => r.Grains.GetGrain<IScriptGrain>("a").Run(
            a => a.Grains.GetGrain<IReentrantScriptGrain>("r").Run(_ => Task.CompletedTask)));
    }

    [Fact]
    public async Task AnAlwaysInterleavedMethodMayBeCalledBack()
    {
        await using var cluster = await Cluster.StartAsync();
        await cluster.Script("a").Run(a => a.Grains.GetGrain<IScriptGrain>("b").Run(
            b => b.Grains.GetGrain<IScriptGrain>("a").RunInterleaved(_ => Task.CompletedTask)));
    }

    [Fact]
    public async Task AnInterleavedCallThatWaitsIsNotTakenForTheBlockingOne()
    {
        await using var cluster = await Cluster.StartAsync();
        var gate = new TaskCompletionSource();
        // a waits for b. Meanwhile an unrelated interleaved call of b waits for a: late, but no deadlock.
        var outer = cluster.Script("a").Run(a => a.Grains.GetGrain<IScriptGrain>("b").Run(_ => gate.Task));
        var unrelated = cluster.Script("b").RunInterleaved(
            b => b.Grains.GetGrain<IScriptGrain>("a").Run(_ => Task.CompletedTask));

        Assert.False(unrelated.IsCompleted);
        gate.SetResult();
        await outer;
        await unrelated;
    }

    [Fact]
    public async Task AOneWayCallBackIsNoDeadlock()
    {
        await using var cluster = await Cluster.StartAsync();
        var ran = new TaskCompletionSource();
        await cluster.Script("a").Run(a => a.Grains.GetGrain<IScriptGrain>("b").Run(
            b => b.Grains.GetGrain<IScriptGrain>("a").Fire(_ =>
            {
                ran.SetResult();
                return Task.CompletedTask;
            })));
        await ran.Task;
    }
}
