namespace ContextExchange.Actors.Tests;

public sealed class TimeoutTests
{
    [Fact]
    public async Task ACallWithoutResponseTimesOutAfterThirtySeconds()
    {
        await using var cluster = await Cluster.StartAsync();
        var gate = new TaskCompletionSource();
        await cluster.Script().Answer(_ => 0);
        var call = cluster.Script().Run(_ => gate.Task);
        cluster.Time.Advance(TimeSpan.FromSeconds(29.9));
        Assert.False(call.IsCompleted);

        cluster.Time.Advance(TimeSpan.FromSeconds(0.1));
        var failure = await Assert.ThrowsAsync<TimeoutException>(() => call);
        Assert.Contains("IScript.Run of script/a", failure.Message, StringComparison.Ordinal);
        gate.SetResult();
    }

    [Fact]
    public async Task AMethodMaySetItsOwnTimeout()
    {
        await using var cluster = await Cluster.StartAsync();
        var gate = new TaskCompletionSource();
        var patient = cluster.Script("p").Run(_ => gate.Task);
        var impatient = cluster.Script("i").RunAtMostFiveSeconds(_ => gate.Task);

        cluster.Time.Advance(TimeSpan.FromSeconds(5));
        await Assert.ThrowsAsync<TimeoutException>(() => impatient);
        Assert.False(patient.IsCompleted);
        gate.SetResult();
        await patient;
    }

    [Fact]
    public async Task EachCallHasItsOwnDeadline()
    {
        await using var cluster = await Cluster.StartAsync();
        var gate = new TaskCompletionSource();
        var first = cluster.Script("a").Run(_ => gate.Task);
        cluster.Time.Advance(TimeSpan.FromSeconds(20));
        var second = cluster.Script("b").Run(_ => gate.Task);

        cluster.Time.Advance(TimeSpan.FromSeconds(10));
        await Assert.ThrowsAsync<TimeoutException>(() => first);
        Assert.False(second.IsCompleted);
        cluster.Time.Advance(TimeSpan.FromSeconds(20));
        await Assert.ThrowsAsync<TimeoutException>(() => second);
        gate.SetResult();
    }

    [Fact]
    public async Task ACancelledCallThatWaitsEndsAtOnceAndNeverRuns()
    {
        await using var cluster = await Cluster.StartAsync();
        using var cancellation = new CancellationTokenSource();
        var gate = new TaskCompletionSource();
        var ran = false;
        var running = cluster.Script().Run(_ => gate.Task);
        var waiting = cluster.Script().RunCancellable((_, _) => Task.FromResult(ran = true), cancellation.Token);

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        gate.SetResult();
        await running;
        await cluster.Script().Run(_ => Task.CompletedTask);
        Assert.False(ran);
    }

    [Fact]
    public async Task ARunningCallSeesItsCallersToken()
    {
        await using var cluster = await Cluster.StartAsync();
        using var cancellation = new CancellationTokenSource();
        var started = new TaskCompletionSource();
        var seen = new TaskCompletionSource();
        var call = cluster.Script().RunCancellable(async (_, token) =>
        {
            var cancelled = new TaskCompletionSource();
            await using var registration = token.Register(cancelled.SetResult);
            started.SetResult();
            await cancelled.Task;
            seen.SetResult();
        }, cancellation.Token);

        await started.Task;
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await seen.Task;
    }

    [Fact]
    public async Task ACallWithACancelledTokenDoesNotStart()
    {
        await using var cluster = await Cluster.StartAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cluster.Script().RunCancellable(
            (_, _) => throw new InvalidOperationException("It ran."), new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task AGrainCancellationTokenIsCancelledByItsSource()
    {
        using var source = new GrainCancellationTokenSource();
        await source.Cancel();
        Assert.True(source.IsCancellationRequested);
        Assert.True(source.Token.CancellationToken.IsCancellationRequested);
    }
}
