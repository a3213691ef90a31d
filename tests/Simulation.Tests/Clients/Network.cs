using ContextExchange.Grains.Storage;
using ContextExchange.Simulation.Tests.Cluster;
using ContextExchange.Simulation.Tests.Runs;

namespace ContextExchange.Simulation.Tests.Clients;

/// <summary>
/// The roads between clients and silos. Requests, answers and pushes travel alone: each can be lost, late, doubled or
/// cut off, in one direction or in both.
/// </summary>
internal sealed class Network(SimulatedCluster cluster, Random random)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private readonly HashSet<(int Client, int Slot, bool Up)> _cuts = [];

    public NetworkWeather Weather { get; set; } = new();

    private Coverage Coverage => cluster.Recorder.Coverage;

    /// <summary>Stops everything between a client and a slot's silo in one direction.</summary>
    public void Cut(int client, int slot, bool up) => _cuts.Add((client, slot, up));

    /// <summary>A silo was not told that a session has ended; it forgets it by itself.</summary>
    public void Forgotten() => Coverage.Count("edge: session forgotten");

    public void Mend() => _cuts.Clear();

    /// <summary>Calls the silo that serves the client.</summary>
    /// <exception cref="Unreachable">The outcome is unknown.</exception>
    public Task<T> CallAsync<T>(int client, Func<IGrainFactory, Task<T>> call) =>
        CallAsync(client, cluster.Placement.Find(), call);

    /// <summary>Calls one silo.</summary>
    /// <exception cref="Unreachable">The outcome is unknown.</exception>
    public async Task<T> CallAsync<T>(int client, SimulatedSilo silo, Func<IGrainFactory, Task<T>> call)
    {
        var answer = new TaskCompletionSource<T>();
        Travel(client, silo, up: true, () =>
        {
            if (silo.IsDead) answer.TrySetException(new Unreachable("The connection is refused."));
            else silo.Scheduler.Schedule(new SimulatedStep("edge", () => _ = ServeAsync(client, silo, call, answer)));
        });
        try
        {
            return await answer.Task.WaitAsync(Patience, cluster.Time);
        }
        catch (TimeoutException)
        {
            Coverage.Count("client: no answer in time");
            throw new Unreachable("No answer came in time.");
        }
    }

    /// <summary>The edge tells a client something.</summary>
    public void Push(int client, SimulatedSilo silo, Action arrive) =>
        silo.Scheduler.Schedule(new SimulatedStep("push", () => Travel(client, silo, up: false, arrive)));

    private async Task ServeAsync<T>(
        int client, SimulatedSilo silo, Func<IGrainFactory, Task<T>> call, TaskCompletionSource<T> answer)
    {
        Action reply;
        try
        {
            var value = await call(silo.Grains);
            reply = () => answer.TrySetResult(value);
        }
        catch (Exception failure) when (failure is StoreUnavailableException or TimeoutException or OrleansException)
        {
            Coverage.Count($"edge: {failure.GetType().Name}");
            reply = () => answer.TrySetException(new Unreachable(failure.Message));
        }
#pragma warning disable CA1031 // Whatever else comes out of a grain is a mistake; it fails the run where it is awaited.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            reply = () => answer.TrySetException(failure);
        }

        if (silo.IsDead) Travel(client, silo, up: false, () => answer.TrySetException(new Unreachable("Reset.")));
        else silo.Scheduler.Schedule(new SimulatedStep("reply", () => Travel(client, silo, up: false, reply)));
    }

    private void Travel(int client, SimulatedSilo silo, bool up, Action arrive)
    {
        if (_cuts.Contains((client, Array.IndexOf(cluster.Silos, silo), up)))
        {
            Coverage.Count(up ? "network: cut on the way up" : "network: cut on the way down");
            return;
        }

        if (random.NextDouble() < Weather.Lost)
        {
            Coverage.Count("network: lost");
            return;
        }

        Arrive(arrive);
        if (random.NextDouble() >= Weather.Duplicated) return;
        Coverage.Count("network: doubled");
        Arrive(arrive);
    }

    private void Arrive(Action arrive)
    {
        var milliseconds = random.Next(20);
        if (random.NextDouble() < Weather.Delayed)
        {
            Coverage.Count("network: late");
            milliseconds += random.Next((int)Weather.LongestDelay.TotalMilliseconds);
        }

        _ = cluster.Time.CreateTimer(
            _ => arrive(), null, TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
    }
}
