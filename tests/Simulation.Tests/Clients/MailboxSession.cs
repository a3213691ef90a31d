using ContextExchange.Simulation.Tests.Cluster;

namespace ContextExchange.Simulation.Tests.Clients;

/// <summary>A device's socket at one silo, as far as grains see it.</summary>
internal sealed class MailboxSession(Network network, SimulatedSilo silo, SimulatedDevice device) : IMailboxObserver
{
    /// <summary>What the silo subscribes.</summary>
    public IMailboxObserver Reference => field ??= silo.Grains.CreateObjectReference<IMailboxObserver>(this);

    public SimulatedSilo Silo => silo;

    public ValueTask OnEntries(IReadOnlyList<MailboxEntry> entries)
    {
        network.Push(device.Client, silo, () => device.Pushed(this, entries));
        return default;
    }

    public ValueTask OnClose(CloseCode code)
    {
        network.Push(device.Client, silo, () => device.Closed(this));
        return default;
    }
}
