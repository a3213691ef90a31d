using ContextExchange.Web.Tests.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ContextExchange.Web.Tests.Clusters;

/// <summary>
/// What is due is carried out once in the cluster, and by another silo when the one that did so is gone.
/// </summary>
public sealed class SweepTests
{
    private static readonly string[] Hasty =
        ["Grains:SweepInterval=00:00:00.200", "Grains:RetentionInterval=00:00:00.200"];

    [Fact]
    public async Task AHoldExpiresOnceWithThreeSilos()
    {
        await using var silos = await TestSilos.StartAsync(3, Hasty);
        var (alice, bob, _, _) = await HeldMessageTests.HeldAsync(silos[0]);
        var grains = silos[1].Services.GetRequiredService<IGrainFactory>();

        silos.Clock.Advance(Limits.HoldLifetime + TimeSpan.FromMinutes(1));
        await TestSilos.UntilAsync(async () => await ExpiredAsync(grains, alice) > 0);
        var (other, _, _, _) = await HeldMessageTests.HeldAsync(silos[1]);
        silos.Clock.Advance(Limits.HoldLifetime + TimeSpan.FromMinutes(1));
        // By the time that a later one has expired, the sweeps have passed over the first again and again.
        await TestSilos.UntilAsync(async () => await ExpiredAsync(grains, other) > 0);

        Assert.Equal(1, await ExpiredAsync(grains, alice));
        Assert.Equal(0, silos.Ask("SELECT count(*) FROM holds"));
        Assert.Empty(await grains.GetGrain<IConnectionGrain>(ConnectionKey.Between(alice.Id, bob.Id)).GetHolds(bob.Id));
    }

    [Fact]
    public async Task WhenTheSweepingSiloDiesAnotherOneGoesOn()
    {
        await using var silos = await TestSilos.StartAsync(3, Hasty);
        var sweeping = silos.OwnerOf("sweep", ISweepGrain.Due);
        var living = Enumerable.Range(0, 3).Select(i => silos[i]).First(silo => silo != sweeping);
        var (alice, _, _, _) = await HeldMessageTests.HeldAsync(living);
        var grains = living.Services.GetRequiredService<IGrainFactory>();

        await silos.KillAsync(sweeping);
        silos.Clock.Advance(Limits.HoldLifetime + TimeSpan.FromMinutes(1));

        await silos.BalancedAsync();
        await TestSilos.UntilAsync(async () => await ExpiredAsync(grains, alice) > 0);
        Assert.Equal(1, await ExpiredAsync(grains, alice));
    }

    [Fact]
    public async Task WhatIsBeyondItsRetentionGoesAlsoWhenTheSiloThatDeletedDies()
    {
        await using var silos = await TestSilos.StartAsync(3, Hasty);
        var deleting = silos.OwnerOf("sweep", ISweepGrain.Retention);
        var living = Enumerable.Range(0, 3).Select(i => silos[i]).First(silo => silo != deleting);

        await HeldMessageTests.HeldAsync(living);
        await GoesInFortyDaysAsync(silos);
        await HeldMessageTests.HeldAsync(living);
        await silos.KillAsync(deleting);
        await GoesInFortyDaysAsync(silos);

        Assert.NotEqual(0, silos.Ask("SELECT count(*) FROM heads"));
    }

    // What is there now: the hold expires meanwhile, and the notice of that stays for its own thirty days.
    private static async Task GoesInFortyDaysAsync(TestSilos silos)
    {
        var newest = silos.Ask("SELECT max(max_at) FROM mailbox_segments");
        silos.Clock.Advance(TimeSpan.FromDays(40));
        await TestSilos.UntilAsync(
            () => silos.Ask($"SELECT count(*) FROM mailbox_segments WHERE max_at <= {newest}") == 0);
    }

    private static async Task<int> ExpiredAsync(IGrainFactory grains, TestAgent agent)
    {
        try
        {
            var page = await grains.GetGrain<IAgentGrain>(agent.Id.ToString()).ReadMailbox(0, 200);
            return page.Entries.Count(entry => entry.Kind == EntryKind.Notice
                && Notice.TryParse(entry.Body.Span, out var notice) && notice!.Kind == NoticeKind.HoldExpired);
        }
        catch (OrleansException)
        {
            // Its silo has just died.
            return 0;
        }
    }
}
