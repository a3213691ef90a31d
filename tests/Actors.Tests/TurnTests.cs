namespace ContextExchange.Actors.Tests;

public sealed class TurnTests
{
    [Fact]
    public async Task ASecondCallWaitsUntilTheFirstHasEnded()
    {
        await using var cluster = await Cluster.StartAsync();
        var gate = new TaskCompletionSource();
        var first = cluster.Script().Run(_ => gate.Task);
        var second = cluster.Script().Answer(_ => 2);

        Assert.False(second.IsCompleted);
        gate.SetResult();
        await first;
        Assert.Equal(2, await second);
    }

    [Fact]
    public async Task TheCallersContextIsItsOwnAgainAfterACall()
    {
        await using var cluster = await Cluster.StartAsync();
        await cluster.Script().Answer(_ => 0);
        var before = SynchronizationContext.Current;
        var call = cluster.Script().Answer(_ => 1);
        Assert.Same(before, SynchronizationContext.Current);
        await call;
    }

    [Fact]
    public async Task CallsOfAReentrantGrainInterleave()
    {
        await using var cluster = await Cluster.StartAsync();
        var gate = new TaskCompletionSource();
        var first = cluster.Reentrant().Run(_ => gate.Task);

        Assert.Equal(2, await cluster.Reentrant().Answer(_ => 2));
        Assert.False(first.IsCompleted);
        gate.SetResult();
        await first;
    }

    [Fact]
    public async Task AnAlwaysInterleavedCallPassesARunningOne()
    {
        await using var cluster = await Cluster.StartAsync();
        var gate = new TaskCompletionSource();
        var running = cluster.Script().Run(_ => gate.Task);

        await cluster.Script().RunInterleaved(_ => Task.CompletedTask);
        Assert.False(running.IsCompleted);
        gate.SetResult();
        await running;
    }

    [Fact]
    public async Task ACallBackIntoAReentrantGrainNeverCutsIntoARunningPiece()
    {
        await using var cluster = await Cluster.StartAsync();
        await cluster.Reentrant().Run(async grain =>
        {
            var inside = true;
            var self = grain.AsReference<IReentrantScriptGrain>();
            var other = grain.Grains.GetGrain<IScriptGrain>("b");
            var back = other.Run(_ => self.Run(_ =>
            {
                Assert.False(inside);
                return Task.CompletedTask;
            }));
            inside = false;
            await back;
        });
    }

    [Fact]
    public async Task AnExceptionGoesToTheCallerAndTheGrainLivesOn()
    {
        await using var cluster = await Cluster.StartAsync();
        await cluster.Script().Run(grain => Task.FromResult(grain.Turns = 7));

        await Assert.ThrowsAsync<InvalidTimeZoneException>(
            () => cluster.Script().Run(_ => throw new InvalidTimeZoneException()));
        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => cluster.Script().Run(async _ =>
        {
            await Task.Yield();
            throw new InvalidTimeZoneException();
        }));

        Assert.Equal(7, await cluster.Script().Answer(grain => grain.Turns));
        Assert.Empty(cluster.Logs.Warnings);
    }

    [Fact]
    public async Task AOneWayCallReturnsAtOnceAndItsFailureIsOnlyLogged()
    {
        await using var cluster = await Cluster.StartAsync();
        var gate = new TaskCompletionSource();
        var ran = new TaskCompletionSource();
        Assert.True(cluster.Script().Fire(async _ =>
        {
            await gate.Task;
            ran.SetResult();
            throw new InvalidTimeZoneException("lost");
        }).IsCompletedSuccessfully);
        cluster.Script().FireWithoutTask(_ => Task.CompletedTask);

        gate.SetResult();
        await ran.Task;
        await cluster.Script().Answer(_ => 0);
        Assert.Contains("lost", Assert.Single(cluster.Logs.Warnings));
    }

    [Fact]
    public async Task RequestContextTravelsWithACallAndNotBack()
    {
        await using var cluster = await Cluster.StartAsync();
        RequestContext.Set("who", "caller");
        var gate = new TaskCompletionSource();
        var running = cluster.Script().Run(_ => gate.Task);
        var queued = cluster.Script().Run(_ =>
        {
            Assert.Equal("caller", RequestContext.Get("who"));
            RequestContext.Set("who", "callee");
            return Task.CompletedTask;
        });
        gate.SetResult();
        await running;
        await queued;
        await cluster.Script().Run(_ =>
        {
            RequestContext.Set("who", "callee");
            return Task.CompletedTask;
        });
        Assert.Equal("caller", RequestContext.Get("who"));
    }

    [Fact]
    public async Task AGrainKnowsItsNameAndCanPassItselfOn()
    {
        await using var cluster = await Cluster.StartAsync();
        await cluster.Script("me").Run(async grain =>
        {
            Assert.Equal("script/me", grain.IdentityString);
            var self = grain.AsReference<IScriptGrain>();
            Assert.Equal(cluster.Script("me").GetGrainId(), self.GetGrainId());
            Assert.Equal(cluster.Script("me"), self);
            await grain.Grains.GetGrain<IScriptGrain>("other").Run(
                _ => Task.FromResult(self.GetPrimaryKeyString()));
        });
    }
}
