using ContextExchange.Grains.Storage;
using ContextExchange.Simulation.Tests.Cluster;

namespace ContextExchange.Simulation.Tests.Clients;

/// <summary>A device's socket at one silo, as far as grains see it.</summary>
internal sealed class MailboxSession(Network network, SimulatedSilo silo, SimulatedDevice device) : IMailboxObserver
{
    /// <summary>What the silo subscribes.</summary>
    public IMailboxObserver Reference => field ??= silo.Grains.CreateObjectReference<IMailboxObserver>(this);

    public SimulatedSilo Silo => silo;

    /// <summary>The edge notices that the socket has gone.</summary>
    public void End() => silo.Scheduler.Schedule(new SimulatedStep("end", () => _ = EndAsync()));

    public ValueTask OnEntries(IReadOnlyList<MailboxEntry> entries)
    {
        Tell(entries);
        return default;
    }

    public void Tell(IReadOnlyList<MailboxEntry> entries) =>
        network.Push(device.Client, silo, () => device.Pushed(this, entries));

    public ValueTask OnAcknowledged(AgentId peer, long sequence) => default;

    private async Task EndAsync()
    {
        try
        {
            await silo.Grains.GetGrain<IAgentGrain>(device.Device.Agent.Id.ToString())
                .Unsubscribe(device.Device.Id, Reference);
        }
        catch (Exception failure) when (failure is StoreUnavailableException or TimeoutException or OrleansException)
        {
            network.Forgotten();
        }
    }

    public ValueTask OnClose(CloseCode code)
    {
        network.Push(device.Client, silo, () => device.Closed(this));
        return default;
    }
}
