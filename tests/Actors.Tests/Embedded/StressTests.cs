namespace ContextExchange.Actors.Tests;

/// <summary>On the real thread pool: what must hold however the threads race.</summary>
public sealed class StressTests
{
    [Fact]
    public async Task RacingCallersAndDeactivationsLoseNoCallAndOverlapNoTurn()
    {
        var seed = Environment.TickCount;
        await using var cluster = await Cluster.StartAsync();
        var inside = new int[4];
        var live = new int[4];
        var ran = 0;
        var broken = 0;
        cluster.Hooks.OnActivate = grain => Count(live, grain, 1);
        cluster.Hooks.OnDeactivate = async (grain, _) =>
        {
            await Task.Yield();
            await Count(live, grain, -1);
        };

        await Task.WhenAll(Enumerable.Range(0, 16).Select(async caller =>
        {
            await Task.Yield();
            var random = new Random(seed + caller);
            for (var i = 0; i < 2_000; i++)
            {
                var (leave, wait) = (random.Next(20) == 0, random.Next(3) == 0);
                await cluster.Script($"{random.Next(4)}").Run(async grain =>
                {
                    if (Interlocked.Increment(ref inside[grain.Key[0] - '0']) != 1) Interlocked.Increment(ref broken);
                    Interlocked.Increment(ref ran);
                    if (leave) grain.EndOnIdle();
                    if (wait) await Task.Yield();
                    Interlocked.Decrement(ref inside[grain.Key[0] - '0']);
                });
            }
        }));

        Assert.True(ran == 32_000 && broken == 0, $"Seed {seed}: {ran} ran, {broken} broken promises.");

        Task Count(int[] counts, Script grain, int change)
        {
            if (Interlocked.Add(ref counts[grain.Key[0] - '0'], change) is not (0 or 1))
                Interlocked.Increment(ref broken);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task PiecesOfAReentrantGrainNeverRunAtTheSameTime()
    {
        await using var cluster = await Cluster.StartAsync();
        var unguarded = 0;
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async _ =>
        {
            await Task.Yield();
            for (var i = 0; i < 1_000; i++)
            {
                await cluster.Reentrant().Run(async _ =>
                {
                    unguarded++;
                    await Task.Yield();
                    unguarded++;
                });
            }
        }));
        Assert.Equal(32_000, unguarded);
    }

    [Fact]
    public async Task AStopUnderLoadEndsEveryCallOneWayOrTheOther()
    {
        await using var cluster = await Cluster.StartAsync();
        var enough = new TaskCompletionSource();
        var done = 0;
        var callers = Enumerable.Range(0, 8).Select(async caller =>
        {
            await Task.Yield();
            for (var i = 0; ; i++)
            {
                try
                {
                    await cluster.Script($"{caller}{i % 50}").Run(async _ => await Task.Yield());
                }
                catch (SiloUnavailableException)
                {
                    return;
                }

                if (Interlocked.Increment(ref done) == 2_000) enough.SetResult();
            }
        }).ToArray();

        await enough.Task;
        await cluster.Harness.StopAllSilosAsync();
        await Task.WhenAll(callers);
        Assert.DoesNotContain(cluster.Logs.Warnings, line => line.Contains("before", StringComparison.Ordinal));
    }
}
