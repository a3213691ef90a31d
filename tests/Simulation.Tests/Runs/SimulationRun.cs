using ContextExchange.Actors.TestingHost;
using ContextExchange.Grains.Storage;
using ContextExchange.Simulation.Tests.Bugs;
using ContextExchange.Simulation.Tests.Clients;
using ContextExchange.Simulation.Tests.Cluster;
using ContextExchange.Simulation.Tests.History;
using ContextExchange.Simulation.Tests.Store;

namespace ContextExchange.Simulation.Tests.Runs;

/// <summary>One seed: a cluster and its clients, faults, healing, draining, and the judgement.</summary>
internal sealed class SimulationRun
{
    private static readonly TimeSpan DrainLimit = TimeSpan.FromMinutes(20);

    private SimulationRun(int seed, Recorder recorder, SeededScheduler scheduler, IReadOnlyList<Violation> violations)
    {
        Seed = seed;
        Events = recorder.Events;
        Coverage = recorder.Coverage;
        Violations = violations;
        Scheduler = scheduler;
    }

    public int Seed { get; }

    public IReadOnlyList<HistoryEvent> Events { get; }

    public Coverage Coverage { get; }

    public IReadOnlyList<Violation> Violations { get; }

    /// <summary>Every step of the run; equal for equal seeds.</summary>
    public IReadOnlyList<string> Trace => Scheduler.Trace;

    private SeededScheduler Scheduler { get; }

    /// <summary>Runs one seed on this thread.</summary>
    /// <param name="seed">Decides everything.</param>
    /// <param name="bug">A mistake to make; null for none.</param>
    public static SimulationRun Of(int seed, PlantedBug? bug = null)
    {
        var random = new Random(seed);
        var slots = random.Next(1, 4);
        using var cluster = new SimulatedCluster(seed, slots, random, new MessageFaults(), bug);
        var world = new World(cluster, random, bug, agents: random.Next(2, 4), messages: random.Next(30, 60));
        IReadOnlyList<Violation> failures = [];
        try
        {
            cluster.Scheduler.Run(() => RunAsync(cluster, world));
        }
#pragma warning disable CA1031 // What fails a run is reported with its seed, like a broken promise.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            failures = [new Violation(Promise.Bounded, $"The run failed: {failure}")];
        }

        return new SimulationRun(
            seed, cluster.Recorder, cluster.Scheduler,
            [.. failures, .. HistoryChecker.Check(cluster.Recorder.Events)]);
    }

    private static async Task RunAsync(SimulatedCluster cluster, World world)
    {
        cluster.Begin();
        await world.SetUpAsync(cluster.Placement.Find().Grains);
        foreach (var device in world.Devices) device.Start();
        foreach (var outbox in world.Outboxes) world.Watch(outbox.RunAsync());
        foreach (var party in world.Parties) world.Watch(new SimulatedOwner(world, party).RunAsync());

        var driver = new Driver(world);
        await driver.RunAsync(TimeSpan.FromSeconds(world.Random.Next(30, 75)));
        driver.Heal();
        await driver.UnfreezeAsync();
        var outstanding = await DrainAsync(cluster, world);

        // The power fails once more: what counts is what a new process finds.
        for (var slot = 0; slot < cluster.Silos.Length; slot++)
        {
            cluster.Silos[slot].Kill();
            cluster.Restart(slot);
        }

        foreach (var party in world.Parties) await ReadAllAsync(cluster, party);
        cluster.Recorder.Add(new Measured("the store's queue", cluster.MostWaiting, StoreLink.MaxWaiting));
        cluster.Recorder.Add(new Ended(
            [.. world.Devices.Select(device => (device.Device.Agent.Id, device.Device.Id))],
            [.. outstanding, .. world.UnexpectedAnswers]));
    }

    /// <summary>Waits until everything has come to its end; what has not by then is outstanding.</summary>
    private static async Task<List<string>> DrainAsync(SimulatedCluster cluster, World world)
    {
        var until = world.Now + DrainLimit;
        while (true)
        {
            await cluster.Pass(TimeSpan.FromSeconds(2));
            world.ThrowIfSomethingFailed();
            var outstanding = await OutstandingAsync(cluster, world);
            if (outstanding.Count == 0 || world.Now > until) return outstanding;
            for (var slot = 0; slot < cluster.Silos.Length; slot++)
                if (cluster.Silos[slot].IsDead) cluster.Restart(slot);
        }
    }

    private static async Task<List<string>> OutstandingAsync(SimulatedCluster cluster, World world)
    {
        List<string> outstanding = [];
        foreach (var outbox in world.Outboxes)
            if (!outbox.IsOver) outstanding.Add($"an outbox has {outbox}");
        if (world.Changes > 0) outstanding.Add($"{world.Changes} changes have no answer");
        foreach (var device in world.Devices)
        {
            var mail = await cluster.Log.ReadMailboxAsync(device.Device.Agent.Id, 0, int.MaxValue, int.MaxValue);
            var head = mail.Count == 0 ? 0 : mail[^1].Sequence;
            if (device.CaughtUp < head) outstanding.Add($"a device is at #{device.CaughtUp} of #{head}");
        }

        foreach (var party in world.Parties)
            foreach (var hold in await cluster.Disk.ReadHoldsAsync(party.Agent.Id))
                outstanding.Add($"{Names.Of(hold.Key.Message.Value)} is still held");
        foreach (var due in await ((IDueTable)cluster.Disk).ReadDueAsync(world.Now, 100))
            outstanding.Add($"{due.Kind} {due.Key} is due since {due.At:T}");
        return outstanding;
    }

    private static async Task ReadAllAsync(SimulatedCluster cluster, Party party)
    {
        var grain = cluster.Placement.Find().Grains.GetGrain<IAgentGrain>(party.Agent.Id.ToString());
        long after = 0;
        while (true)
        {
            var page = await grain.ReadMailbox(after, 200);
            if (page.Refusal != Refusal.None)
                throw new InvalidOperationException($"The end is refused: {page.Refusal}.");
            if (page.Entries.Count == 0) return;
            foreach (var entry in page.Entries)
                cluster.Recorder.Add(new Kept(
                    party.Agent.Id, Items.Of(entry.Sequence, entry.Kind, entry.Body)));
            after = page.Entries[^1].Sequence;
        }
    }
}
