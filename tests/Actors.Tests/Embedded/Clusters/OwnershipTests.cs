using ContextExchange.Actors.TestingHost;
using Microsoft.Extensions.DependencyInjection;

namespace ContextExchange.Actors.Tests;

public sealed class OwnershipTests
{
    private static readonly TimeSpan HalfASecond = TimeSpan.FromMilliseconds(500);

    [Fact]
    public async Task PartitionsAreSpreadEvenlyAndMoveOneByOneWhenASiloJoins()
    {
        await using var silos = await Silos.StartAsync(2);
        Assert.Equal([32, 32], silos.Harness.Silos.Select(silos.Owned));

        var before = silos.Harness.Leases.Moves;
        await silos.Harness.StartAdditionalSiloAsync();
        silos.Tick(3);
        Assert.Equal([22, 21, 21], silos.Harness.Silos.Select(silos.Owned));
        Assert.Equal(21, silos.Harness.Leases.Moves - before);
    }

    [Fact]
    public async Task AGrainWhosePartitionMovesEndsThereAndLivesOnHere()
    {
        await using var silos = await Silos.StartAsync(1);
        var grains = Enumerable.Range(0, 50).Select(i => silos[0].GrainFactory.GetGrain<IPostGrain>($"m{i}")).ToList();
        foreach (var grain in grains) await grain.Add(1);

        await silos.Harness.StartAdditionalSiloAsync();
        while (silos.Owned(silos[1]) < 32)
        {
            silos.Tick();
            // Each call finds the one activation, wherever it is by now.
            foreach (var grain in grains) await grain.Add(0);
        }

        foreach (var grain in grains) await grain.Add(0);
        Assert.Equal(50, silos.Harness.Silos.Sum(silo => silo.ActivationCount));
        Assert.Equal(silos[1].ActivationCount, silos.Office.Ended.Count(text => text.EndsWith("Migrating")));
        Assert.True(silos[1].ActivationCount > 0);
    }

    [Fact]
    public async Task AKilledSilosGrainsComeBackElsewhereWhenItsLeaseEnds()
    {
        await using var silos = await Silos.StartAsync(3);
        var killed = silos[2];
        var grain = silos.GrainOn(killed, silos[0]);
        await grain.Add(1);
        var outstanding = grain.Wait("never", default);
        await silos.Office.Reached("never");

        await silos.Harness.KillSiloAsync(killed);
        await Assert.ThrowsAsync<SiloUnavailableException>(() => outstanding);
        await Assert.ThrowsAsync<SiloUnavailableException>(() => grain.Add(1));

        silos.Tick(4);
        Assert.Equal(1, await grain.Add(1));
        Assert.Equal([32, 32], silos.Harness.Silos.Select(silos.Owned));
    }

    [Fact]
    public async Task ABrokenLinkLetsASiloLookBeforeItsNextBeat()
    {
        await using var silos = await Silos.StartAsync(2);
        var grain = silos.GrainOn(silos[1], silos[0]);
        var outstanding = grain.Wait("never", default);
        await silos.Office.Reached("never");
        silos.Harness.Leases.Release("Secondary_1");

        await silos.Harness.KillSiloAsync(silos[1]);

        await Assert.ThrowsAsync<SiloUnavailableException>(() => outstanding);
        Assert.Equal(1, await grain.Add(1));
        Assert.Equal(64, silos.Owned(silos[0]));
    }

    [Fact]
    public async Task WhoHasToKnowIsToldThatAGrainLivesElsewhere()
    {
        await using var silos = await Silos.StartAsync(2);
        var homes = silos[0].ServiceProvider.GetRequiredService<IGrainHomes>();
        var grain = GrainId.Create("post", silos.KeyOn(silos[1]));
        var before = homes.HomeOf(grain);
        Assert.Equal(before, homes.HomeOf(grain));

        await silos.Harness.KillSiloAsync(silos[1]);
        silos.Harness.Leases.Release("Secondary_1");
        silos.Tick(2);

        Assert.True(homes.HomeOf(grain) is not 0 and var after && after != before);
    }

    [Fact]
    public async Task WhoHasToKnowIsToldThatALinkFromAGrainsSiloHasEnded()
    {
        await using var silos = await Silos.StartAsync(
            2, options => options.HeartbeatTimeout = TimeSpan.FromSeconds(3));
        var homes = silos[0].ServiceProvider.GetRequiredService<IGrainHomes>();
        var grain = GrainId.Create("post", silos.KeyOn(silos[1]));
        await silos.GrainOn(silos[0], silos[1]).Add(1);
        var before = homes.HomeOf(grain);

        silos.Harness.Network.Cut("Secondary_1", "Primary");
        silos.Tick(5);

        Assert.True(homes.HomeOf(grain) is not 0 and var after && after != before);
    }

    [Fact]
    public async Task ASiloThatIsKnownToBeDeadIsReplacedAtOnce()
    {
        await using var silos = await Silos.StartAsync(2);
        var grain = silos.GrainOn(silos[1], silos[0]);
        await silos.Harness.KillSiloAsync(silos[1]);
        silos.Harness.Leases.Release("Secondary_1");
        silos.Tick();
        Assert.Equal("Primary", await grain.Where());
    }

    [Fact]
    public async Task ADrainedSiloUnderLoadFailsNoCallOtherThanByTheRetryableRefusal()
    {
        await using var silos = await Silos.StartAsync(3);
        var leaving = silos[2];
        using var stop = new CancellationTokenSource();
        var started = new TaskCompletionSource();
        var sent = 0;
        var refused = 0;
        var load = silos.Harness.Silos.Take(2).SelectMany(silo => Enumerable.Range(0, 20).Select(async i =>
        {
            var grain = silo.GrainFactory.GetGrain<IPostGrain>($"d{i}");
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    await grain.Add(1);
                    if (Interlocked.Increment(ref sent) == 500) started.SetResult();
                }
                catch (SiloUnavailableException)
                {
                    Interlocked.Increment(ref refused);
                }

                await Task.Yield();
            }
        })).ToList();
        await started.Task;

        await silos.Harness.StopSiloAsync(leaving);
        silos.Tick();
        var after = Volatile.Read(ref sent);
        for (var i = 0; i < 20; i++) await silos[i % 2].GrainFactory.GetGrain<IPostGrain>($"d{i}").Add(0);
        await stop.CancelAsync();
        await Task.WhenAll(load);

        Assert.Equal(0, leaving.ActivationCount);
        Assert.Equal(64, silos.Harness.Silos.Sum(silos.Owned));
        // What ran is what was answered: no call ran twice, none was lost. A refused one may have run.
        Assert.InRange(silos.Office.Runs - 20, sent, sent + refused);
        Assert.True(after >= 500);
    }

    [Fact]
    public async Task AFrozenSiloGivesUpWhenItThaws()
    {
        await using var silos = await Silos.StartAsync(2);
        var frozen = silos[1];
        var grain = silos.GrainOn(frozen, frozen);
        await grain.Add(1);

        // Frozen, it can renew nothing; the others go on by the same clock.
        silos.Harness.Leases.CutOff(frozen.Name, true);
        silos.Tick(5);
        Assert.Equal(64, silos.Owned(silos[0]));
        Assert.Equal(0, frozen.View.Owners.Count(owner => owner?.Id == frozen.Name));
        await Assert.ThrowsAsync<SiloUnavailableException>(() => grain.Add(1));

        silos.Harness.Leases.CutOff(frozen.Name, false);
        silos.Tick(3);
        Assert.Equal([32, 32], silos.Harness.Silos.Select(silos.Owned));
        Assert.Equal(2, await grain.Add(0) + await grain.Add(2));
        Assert.Contains(silos.Logs.Warnings, text => text.Contains("owns no partition any more"));
    }

    [Fact]
    public async Task ALinkThatIsCutInOneDirectionMovesNoPartitionAndFailsItsCalls()
    {
        await using var silos = await Silos.StartAsync(2, options =>
        {
            options.HeartbeatInterval = TimeSpan.FromSeconds(1);
            options.HeartbeatTimeout = TimeSpan.FromSeconds(3);
        });
        var there = silos.GrainOn(silos[1], silos[0]);
        await there.Add(1);
        var moves = silos.Harness.Leases.Moves;

        silos.Harness.Network.Cut("Secondary_1", "Primary");
        silos.Office.Gate("open").SetResult();
        var lost = there.WaitShortly("open");
        await silos.Office.Reached("open");
        silos.Tick(4);
        await Assert.ThrowsAsync<SiloUnavailableException>(() => lost);
        Assert.Equal(moves, silos.Harness.Leases.Moves);

        silos.Harness.Network.Heal();
        silos.Time.Advance(HalfASecond);
        Assert.Equal(1, await there.Add(0));
        // It ran once, though its answer was lost: the engine never sends a call again by itself.
        Assert.Equal(3, silos.Office.Runs);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task LostDoubledAndLateFramesLoseAnswersAndRunNothingTwice(int seed)
    {
        // Frames and answers are timed by the real clock: the calls race, and what must hold holds in every order.
        await using var silos = await Silos.StartAsync(2, more: builder =>
        {
            builder.Options.Seed = seed;
            builder.Options.NetworkTime = TimeProvider.System;
        });
        silos.Harness.Network.Faults = new()
        {
            Lost = 0.05, Duplicated = 0.3, Delayed = 0.3, LongestDelay = TimeSpan.FromMilliseconds(20),
        };
        var grain = silos.GrainOn(silos[1], silos[0]);
        var calls = Enumerable.Range(0, 200).Select(_ => grain.Add(1)).ToList();
        // As many answers as can be hoped for; those that were lost end by the clock of the silos.
        var answered = 0;
        var most = new TaskCompletionSource();
        foreach (var call in calls)
        {
            _ = call.ContinueWith(
                _ =>
                {
                    if (Interlocked.Increment(ref answered) == 120) most.SetResult();
                },
                TaskScheduler.Default);
        }

        await most.Task;
        silos.Tick(40);
        await Record.ExceptionAsync(() => Task.WhenAll(calls));
        Assert.All(calls, call => Assert.True(
            call.IsCompletedSuccessfully || call.Exception!.InnerException is TimeoutException));
        var answers = calls.Where(call => call.IsCompletedSuccessfully).Select(call => call.Result).ToList();
        Assert.Equal(answers.Count, answers.Distinct().Count());
        Assert.InRange(silos.Office.Runs, answers.Count, 200);
    }

    [Fact]
    public async Task TwoSilosWithOneIdAreRefused()
    {
        await using var silos = await Silos.StartAsync(1);
        silos.Harness.Leases.Release("Secondary_1");
        await silos.Harness.Leases.JoinAsync("Secondary_1", "elsewhere:1", default);
        var failure = await Assert.ThrowsAsync<SiloIdTakenException>(
            () => silos.Harness.StartAdditionalSiloAsync());
        Assert.Equal("A silo called Secondary_1 is in the cluster already.", failure.Message);
    }

    [Fact]
    public async Task AGrainIsPlacedWithTheOneThatItIsToldToBeWith()
    {
        await using var silos = await Silos.StartAsync(3, options => options.PlaceWith = id =>
            id.Key.ToString().StartsWith("with-", StringComparison.Ordinal)
                ? GrainId.Create(id.Type, id.Key.ToString()[5..])
                : id);
        for (var i = 0; i < 20; i++)
        {
            var alone = await silos[0].GrainFactory.GetGrain<IPostGrain>($"p{i}").Where();
            Assert.Equal(alone, await silos[1].GrainFactory.GetGrain<IPostGrain>($"with-p{i}").Where());
        }
    }

    [Fact]
    public async Task CallsWithoutAnyOwnerAreRefusedAtOnce()
    {
        await using var silos = await Silos.StartAsync(2);
        var grain = silos.GrainOn(silos[1], silos[0]);
        await silos.Harness.KillSiloAsync(silos[1]);
        silos.Harness.Leases.Release("Secondary_1");
        silos.Harness.Leases.CutOff("Primary", true);
        await Assert.ThrowsAsync<SiloUnavailableException>(() => grain.Add(1));
    }
}
