using Microsoft.Extensions.DependencyInjection;

namespace ContextExchange.Actors.Tests;

/// <summary>A silo that is told to give its partitions away and stay.</summary>
public sealed class DrainTests
{
    [Fact]
    public async Task ADrainedSiloOwnsNothingUntilItIsTakenBack()
    {
        await using var silos = await Silos.StartAsync(3);
        var before = silos.Harness.Leases.Moves;

        Assert.Equal(DrainAnswer.Told, await silos.Harness.Leases.SetDrainingAsync(silos[2].Name, true, default));
        silos.Tick();
        Assert.Equal([32, 32, 0], silos.Harness.Silos.Select(silos.Owned));
        Assert.Equal(21, silos.Harness.Leases.Moves - before);
        silos.Tick(5);
        Assert.Equal([32, 32, 0], silos.Harness.Silos.Select(silos.Owned));

        Assert.Equal(DrainAnswer.Told, await silos.Harness.Leases.SetDrainingAsync(silos[2].Name, false, default));
        silos.Tick(3);
        Assert.Equal([22, 21, 21], silos.Harness.Silos.Select(silos.Owned));
    }

    [Fact]
    public async Task ADrainedSiloStillCallsGrainsAndAnswersNobodysCalls()
    {
        await using var silos = await Silos.StartAsync(2);
        var grain = silos.GrainOn(silos[1], silos[1]);
        await grain.Add(1);

        await ControlOf(silos, 1).DrainAsync(default);

        // Its state was in the memory of where it was.
        Assert.Equal(1, await grain.Add(1));
        Assert.Equal("Primary", await grain.Where());
        Assert.Equal(0, silos[1].ActivationCount);
        Assert.Equal(0, ControlOf(silos, 1).OwnedPartitions);
    }

    [Fact]
    public async Task TheHostIsToldOnceForEachChange()
    {
        await using var silos = await Silos.StartAsync(2);
        List<bool> told = [];
        ControlOf(silos, 1).DrainingChanged = told.Add;

        await silos.Harness.Leases.SetDrainingAsync(silos[1].Name, true, default);
        silos.Tick(2);
        await ControlOf(silos, 1).DrainAsync(default);
        await silos.Harness.Leases.SetDrainingAsync(silos[1].Name, false, default);
        silos.Tick(2);

        Assert.Equal([true, false], told);
    }

    [Fact]
    public async Task TheLastSiloThatTakesPartitionsIsNotDrained()
    {
        await using var silos = await Silos.StartAsync(2);
        await ControlOf(silos, 1).DrainAsync(default);

        var answer = await silos.Harness.Leases.SetDrainingAsync(silos[0].Name, true, default);
        await ControlOf(silos, 0).DrainAsync(default);

        Assert.Equal(DrainAnswer.LastOne, answer);
        Assert.Equal([64, 0], silos.Harness.Silos.Select(silos.Owned));
        Assert.Equal(DrainAnswer.Unknown, await silos.Harness.Leases.SetDrainingAsync("nobody", true, default));
    }

    [Fact]
    public async Task WhenOnlyDrainedSilosAreLeftTheyTakeWhatIsFree()
    {
        await using var silos = await Silos.StartAsync(2);
        await ControlOf(silos, 1).DrainAsync(default);

        await silos.Harness.KillSiloAsync(silos[0]);
        silos.Tick(5);

        Assert.Equal(64, silos.Owned(silos[0]));
    }

    [Fact]
    public async Task ASiloThatLostItsLeaseWhileDrainedComesBackDrained()
    {
        await using var silos = await Silos.StartAsync(2);
        var drained = silos[1];
        await ControlOf(silos, 1).DrainAsync(default);
        List<bool> told = [];
        ControlOf(silos, 1).DrainingChanged = told.Add;

        silos.Harness.Leases.CutOff(drained.Name, true);
        silos.Tick(5);
        silos.Harness.Leases.CutOff(drained.Name, false);
        silos.Tick(5);

        Assert.Equal([64, 0], silos.Harness.Silos.Select(silos.Owned));
        Assert.Contains(drained.SiloAddress, silos.Harness.Leases.Now.Silos);
        Assert.Empty(told);
    }

    [Fact]
    public async Task ASiloThatStopsGivesItsPartitionsAwayOneAfterTheOther()
    {
        await using var silos = await Silos.StartAsync(3);
        List<int> owned = [];
        silos[2].ServiceProvider.GetRequiredService<ClusterMember>().Membership.Changed += view =>
            owned.Add(view.Owners.Count(owner => owner?.Id == "Secondary_2"));

        await silos.Harness.StopSiloAsync(silos[2]);

        Assert.Equal(Enumerable.Range(0, 22).Reverse(), owned.Distinct());
        Assert.Equal([32, 32], silos.Harness.Silos.Select(silos.Owned));
        Assert.DoesNotContain(silos.Harness.Leases.Now.Owners, owner => owner is null);
    }

    [Fact]
    public async Task TheListTellsWhatEachSiloSaidAndWhoIsGone()
    {
        await using var silos = await Silos.StartAsync(3);
        ControlOf(silos, 1).Describe = () => new SiloReport("1.2", 7);
        silos.Tick();
        await silos.Harness.StopSiloAsync(silos[2]);

        var list = await ControlOf(silos, 0).ListAsync(default);

        Assert.Equal(["Primary", "Secondary_1", "Secondary_2"], list.Select(row => row.Silo.Id));
        Assert.Equal([32, 32, 0], list.Select(row => row.Partitions));
        Assert.Equal(new SiloReport("1.2", 7), list[1].Report);
        Assert.Equal([true, true, false], list.Select(row => row.GoneAt is null));
        Assert.Equal(TimeSpan.FromSeconds(3), list[0].LeaseLeft);
    }

    private static ClusterControl ControlOf(Silos silos, int index) =>
        silos[index].ServiceProvider.GetRequiredService<ClusterControl>();
}
