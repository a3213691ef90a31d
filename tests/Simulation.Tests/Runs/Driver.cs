using ContextExchange.Actors.TestingHost;
using ContextExchange.Simulation.Tests.Clients;
using ContextExchange.Simulation.Tests.Cluster;
using ContextExchange.Simulation.Tests.Store;

namespace ContextExchange.Simulation.Tests.Runs;

/// <summary>
/// Makes things go wrong: each seed has its own mix of faults, and heals some of them before the end. Owners' changes
/// of connections come from here as well.
/// </summary>
internal sealed class Driver
{
    private readonly World _world;
    private readonly Action[] _faults;
    private readonly HashSet<(Party, Party)> _changing = [];

    public Driver(World world)
    {
        _world = world;
        Action[] all =
        [
            Kill, Kill, Freeze, Drain, CutFromStore, SpoilStore, SpoilNetwork, PartitionBothWays, PartitionOneWay,
            JumpClock, Move, Misplace, LoseCalls, CrashDevice, CrashDevice, ChangeTerms, FreezeConnection,
        ];
        // Some faults hide what others would show, so that each run has some of them only.
        _faults = [.. all.Where(_ => Random.Next(3) > 0)];
        if (_faults.Length == 0) _faults = all;
    }

    private Random Random => _world.Random;

    private SimulatedCluster Cluster => _world.Cluster;

    private Coverage Coverage => Cluster.Recorder.Coverage;

    public async Task RunAsync(TimeSpan time)
    {
        if (Random.Next(3) > 0) SpoilNetwork();
        if (Random.Next(3) > 0) SpoilStore();
        var until = _world.Now + time;
        while (_world.Now < until)
        {
            await _world.PassAsync(300, 5_000);
            _world.ThrowIfSomethingFailed();
            _faults[Random.Next(_faults.Length)]();
        }

        if (Random.Next(10) == 0) await RemoveConnectionAsync();
    }

    /// <summary>Everything works from now on.</summary>
    public void Heal()
    {
        _world.IsHealed = true;
        _world.Network.Weather = new NetworkWeather();
        _world.Network.Mend();
        Cluster.Scheduler.Faults = new MessageFaults();
        Cluster.Placement.Wrong = 0;
        for (var slot = 0; slot < Cluster.Silos.Length; slot++)
        {
            var silo = Cluster.Silos[slot];
            silo.Store.Weather = new StoreWeather();
            silo.Time.Lead = TimeSpan.Zero;
            if (silo.IsFrozen) silo.Scheduler.Thaw();
            if (silo.IsDead || silo.IsDraining) Cluster.Restart(slot);
        }
    }

    /// <summary>
    /// Owners look again: a freeze that travelled long may have come after what took it back.
    /// </summary>
    public async Task UnfreezeAsync()
    {
        await Cluster.Pass(TimeSpan.FromSeconds(15));
        foreach (var own in _world.Parties)
            foreach (var peer in _world.Parties.Where(other => other != own))
                await ChangeAsync(own, peer, "Freeze", grain => grain.Freeze(own.Agent.Id, false));
    }

    private SimulatedSilo Any() => Cluster.Silos[Random.Next(Cluster.Silos.Length)];

    /// <summary>Most faults hit the silo that serves.</summary>
    private int Slot() => Random.Next(3) > 0
        ? Array.IndexOf(Cluster.Silos, Cluster.Placement.Find())
        : Random.Next(Cluster.Silos.Length);

    private void Later(int least, int most, Action then)
    {
        _world.Watch(RunAsync());
        async Task RunAsync()
        {
            await _world.PassAsync(least, most);
            then();
        }
    }

    private void Kill()
    {
        var slot = Slot();
        if (Cluster.Silos[slot].IsDead) return;
        Coverage.Count("fault: process killed");
        Cluster.Silos[slot].Kill();
        Cluster.Placement.Changed();
        Later(100, 6_000, () => Revive(slot));
    }

    private void Revive(int slot)
    {
        if (Cluster.Silos[slot].IsDead) Cluster.Restart(slot);
    }

    private void Freeze()
    {
        var silo = Cluster.Silos[Slot()];
        if (silo.IsDead || silo.IsFrozen || silo.IsDraining) return;
        Coverage.Count("fault: process frozen");
        silo.Scheduler.Freeze();
        // Others notice, or do not notice in time.
        if (Random.Next(2) == 0) Later(100, 3_000, Cluster.Placement.Move);
        Later(500, 20_000, () =>
        {
            if (silo.IsFrozen) silo.Scheduler.Thaw();
        });
    }

    private void Drain()
    {
        var slot = Slot();
        var silo = Cluster.Silos[slot];
        if (silo.IsDead || silo.IsFrozen || silo.IsDraining) return;
        Coverage.Count("fault: process drained");
        _world.Watch(DrainAsync());
        async Task DrainAsync()
        {
            Cluster.Placement.Move();
            await silo.DrainAsync();
            await _world.PassAsync(10, 2_000);
            Revive(slot);
        }
    }

    private void CutFromStore()
    {
        var silo = Cluster.Silos[Slot()];
        Coverage.Count("fault: silo cut from the store");
        var before = silo.Store.Weather;
        silo.Store.Weather = before with { IsCut = true };
        if (Random.Next(2) == 0) Later(100, 2_000, Cluster.Placement.Move);
        Later(200, 10_000, () => silo.Store.Weather = silo.Store.Weather with { IsCut = false });
    }

    private void SpoilStore()
    {
        Coverage.Count("fault: store spoilt");
        var silo = Any();
        silo.Store.Weather = new StoreWeather
        {
            FailsBefore = Share(0.15),
            FailsAfter = Share(0.15),
            NeverAnswers = Share(0.05),
            ReadsFail = Share(0.1),
            Latency = TimeSpan.FromMilliseconds(Random.Next(4) == 0 ? 1_500 : Random.Next(1, 60)),
        };
        Later(3_000, 30_000, () =>
        {
            if (!silo.Store.Weather.IsCut) silo.Store.Weather = new StoreWeather();
        });
    }

    private void SpoilNetwork()
    {
        Coverage.Count("fault: network spoilt");
        _world.Network.Weather = new NetworkWeather
        {
            Lost = Share(0.2),
            Duplicated = Share(0.3),
            Delayed = Share(0.4),
        };
    }

    private void PartitionBothWays()
    {
        Coverage.Count("fault: partition both ways");
        Partition(up: true, down: true);
    }

    private void PartitionOneWay()
    {
        Coverage.Count("fault: partition one way");
        var up = Random.Next(2) == 0;
        Partition(up, !up);
    }

    private void Partition(bool up, bool down)
    {
        for (var client = 0; client < _world.Clients; client++)
        {
            if (Random.Next(2) == 0) continue;
            for (var slot = 0; slot < Cluster.Silos.Length; slot++)
            {
                if (up) _world.Network.Cut(client, slot, up: true);
                if (down) _world.Network.Cut(client, slot, up: false);
            }
        }

        Later(500, 12_000, _world.Network.Mend);
    }

    private void JumpClock()
    {
        Coverage.Count("fault: clock jumped");
        Any().Time.Lead = TimeSpan.FromSeconds(Random.Next(-3_600, 3_600));
    }

    private void Move()
    {
        Coverage.Count("fault: placement moved");
        Cluster.Placement.Move();
    }

    private void Misplace()
    {
        if (Cluster.Silos.Length == 1) return;
        Coverage.Count("fault: activations on several silos");
        Cluster.Placement.Wrong = Random.NextDouble();
        Later(1_000, 15_000, () => Cluster.Placement.Wrong = 0);
    }

    private void LoseCalls()
    {
        Coverage.Count("fault: calls between grains lost or late");
        Cluster.Scheduler.Faults = new MessageFaults
        {
            LostRequests = Share(0.03),
            LostReplies = Share(0.03),
            Delayed = Share(0.2),
            LongestDelay = TimeSpan.FromSeconds(2),
        };
        Later(1_000, 8_000, () => Cluster.Scheduler.Faults = new MessageFaults());
    }

    private void CrashDevice() => _world.Devices[Random.Next(_world.Devices.Count)].Crash();

    private void ChangeTerms()
    {
        var (own, peer) = AnyPair();
        // One change of one side after the other: each follows the one before.
        if (!_changing.Add((own, peer))) return;
        Coverage.Count("change: terms");
        var next = TestTerms.For(
            own.Agent, peer.Agent, World.Terms, _world.Now.ToUnixTimeMilliseconds(), own.Agent.TermsFor(peer.Agent));
        own.Agent.Remember(peer.Agent, next);
        _world.Watch(ChangeAsync());
        async Task ChangeAsync()
        {
            await this.ChangeAsync(own, peer, "ChangeTerms", grain => grain.ChangeTerms(own.Agent.Id, next));
            _changing.Remove((own, peer));
        }
    }

    private void FreezeConnection()
    {
        var (own, peer) = AnyPair();
        Coverage.Count("change: connection frozen");
        _world.Watch(FreezeAsync());
        async Task FreezeAsync()
        {
            await ChangeAsync(own, peer, "Freeze", grain => grain.Freeze(own.Agent.Id, true));
            await _world.PassAsync(500, 8_000);
            await ChangeAsync(own, peer, "Freeze", grain => grain.Freeze(own.Agent.Id, false));
        }
    }

    private Task RemoveConnectionAsync()
    {
        var (own, peer) = AnyPair();
        Coverage.Count("change: connection removed");
        return ChangeAsync(own, peer, "Remove", grain => grain.Remove(own.Agent.Id));
    }

    /// <summary>An owner does not give up before there is an answer.</summary>
    private async Task ChangeAsync(Party own, Party peer, string what, Func<IConnectionGrain, Task<Refusal>> change)
    {
        _world.Changes++;
        while (true)
        {
            try
            {
                var refusal = await _world.Network.CallAsync(own.Client, grains => change(
                    grains.GetGrain<IConnectionGrain>(ConnectionKey.Between(own.Agent.Id, peer.Agent.Id))));
                Coverage.Count($"{what}: {refusal}");
                if (refusal is Refusal.None or Refusal.NotFound) break;
                // A silo whose clock is behind takes new terms to be from the future; one that a change has passed by
                // may not know what they follow. Of two that freeze and unfreeze at once one has to look again.
                var isKnown = refusal is Refusal.Malformed or Refusal.StaleVersion or Refusal.Conflict;
                _world.Unexpected($"{what}: {refusal}", isKnown);
            }
            catch (Unreachable)
            {
                Coverage.Count("owner: change without an answer");
            }

            await _world.PassAsync(300, 2_000);
        }

        _world.Changes--;
    }

    private (Party Own, Party Peer) AnyPair()
    {
        var own = Random.Next(_world.Parties.Count);
        var peer = (own + 1 + Random.Next(_world.Parties.Count - 1)) % _world.Parties.Count;
        return (_world.Parties[own], _world.Parties[peer]);
    }

    private double Share(double most) => Random.Next(2) == 0 ? 0 : Random.NextDouble() * most;
}
