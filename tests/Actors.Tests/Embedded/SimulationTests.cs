using ContextExchange.Actors.TestingHost;
using Microsoft.Extensions.DependencyInjection;

namespace ContextExchange.Actors.Tests;

public sealed class SimulationTests
{
    private static readonly MessageFaults Rough = new()
    {
        LostReplies = 0.02,
        LostRequests = 0.02,
        Delayed = 0.2,
        LongestDelay = TimeSpan.FromSeconds(3),
    };

    [Fact]
    public void TheSameSeedGivesTheSameRunAndAnotherSeedAnother()
    {
        var first = Story(1).Trace;
        Assert.NotEmpty(first);
        Assert.Equal(first, Story(1).Trace);
        Assert.NotEqual(first, Story(2).Trace);
    }

    [Fact]
    public void TwoCallsOfOneCallerArriveInEitherOrder()
    {
        var orders = Enumerable.Range(0, 50).Select(seed =>
        {
            var seen = "";
            using var simulation = Simulate(seed);
            simulation.Run(() => Task.WhenAll("ab".Select(letter => Script(simulation, "x").Run(_ =>
            {
                seen += letter;
                return Task.CompletedTask;
            }))));
            return seen;
        });
        Assert.Equal(["ab", "ba"], orders.Distinct().Order());
    }

    [Fact]
    public void NoScheduleLetsTurnsOverlapOrLosesACall()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var (trace, ran, overlaps) = Story(seed, new MessageFaults());
            Assert.True(
                ran == 60 && overlaps == 0, $"Seed {seed}: {ran} ran, {overlaps} overlaps, {trace.Count} steps");
        }
    }

    [Fact]
    public void LostMessagesAreTimeoutsAndNothingWorse()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var (_, ran, overlaps) = Story(seed, Rough);
            Assert.True(ran <= 60 && overlaps == 0, $"Seed {seed}: {ran} ran, {overlaps} overlaps.");
        }
    }

    [Fact]
    public void ALostReplyIsATimeoutOfACallThatRan()
    {
        using var simulation = Simulate(1, new() { LostReplies = 1 });
        var ran = false;
        simulation.Run(() => Assert.ThrowsAsync<TimeoutException>(
            () => Script(simulation, "x").Run(_ => Task.FromResult(ran = true))));
        Assert.True(ran);
    }

    [Fact]
    public void ASiloDrainsInSimulatedTime()
    {
        using var simulation = Simulate(1);
        var gone = 0;
        simulation.Services.GetRequiredService<ScriptHooks>().OnDeactivate = async (_, _) =>
        {
            await Task.Yield();
            gone++;
        };
        simulation.Run(() => Task.WhenAll(
            Enumerable.Range(0, 10).Select(i => Script(simulation, $"{i}").Run(_ => Task.CompletedTask))));
        simulation.Stop();
        Assert.Equal(10, gone);
    }

    [Fact]
    public void ARunThatCanMakeNoProgressSaysSo()
    {
        using var simulation = Simulate(1);
        simulation.Scheduler.Horizon = TimeSpan.FromMinutes(5);
        var failure = Assert.Throws<InvalidOperationException>(
            () => simulation.Run(() => new TaskCompletionSource().Task));
        Assert.Contains("Seed 1", failure.Message, StringComparison.Ordinal);
    }

    private static (IReadOnlyList<string> Trace, int Ran, int Overlaps) Story(int seed) => Story(seed, Rough);

    /// <summary>Six callers at three grains that await, end themselves and tick, under chance.</summary>
    private static (IReadOnlyList<string> Trace, int Ran, int Overlaps) Story(int seed, MessageFaults faults)
    {
        using var simulation = Simulate(seed, faults);
        var ran = 0;
        var overlaps = 0;
        var inside = new HashSet<string>();
        simulation.Services.GetRequiredService<ScriptHooks>().OnActivate = grain =>
        {
            grain.RegisterGrainTimer(() => Guarded(grain), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
            return simulation.Pass(TimeSpan.FromMilliseconds(10));
        };
        simulation.Run(() => Task.WhenAll(Enumerable.Range(0, 6).Select(async caller =>
        {
            for (var i = 0; i < 10; i++)
            {
                var leave = i % 4 == caller % 4;
                try
                {
                    await Script(simulation, $"{(caller + i) % 3}").Run(async grain =>
                    {
                        ran++;
                        if (leave) grain.EndOnIdle();
                        await Guarded(grain);
                    });
                }
                catch (TimeoutException) when (faults.LostRequests + faults.LostReplies > 0)
                {
                    // Lost on the way.
                }
            }
        })));
        simulation.Stop();
        return (simulation.Scheduler.Trace, ran, overlaps);

        async Task Guarded(Script grain)
        {
            if (!inside.Add(grain.Key)) overlaps++;
            await Task.Yield();
            await simulation.Pass(TimeSpan.FromMilliseconds(5));
            inside.Remove(grain.Key);
        }
    }

    private static Simulation Simulate(int seed, MessageFaults? faults = null) =>
        new(seed, silo => silo.Services.AddSingleton<ScriptHooks>(), faults);

    private static IScriptGrain Script(Simulation simulation, string key) =>
        simulation.GrainFactory.GetGrain<IScriptGrain>(key);
}
