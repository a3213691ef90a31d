using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Tests.Cxe1;

/// <summary>One device: its store and everything that works on it.</summary>
internal sealed class TestDevice
{
    private readonly TestClock _clock;

    public TestDevice(TestAgent agent, TestClock clock)
        : this(agent, clock, new MemoryDeviceStore())
    {
    }

    /// <summary>
    /// A device on a store: a new one if the store is empty, else the one that it holds, as after a restart.
    /// </summary>
    public TestDevice(TestAgent agent, TestClock clock, MemoryDeviceStore store)
    {
        Agent = agent;
        _clock = clock;
        Store = store;
        Keys = DeviceKeys.Load(store) ?? DeviceKeys.Create(store, agent.Identity.Agent);
        Sender = new(store, Keys, clock);
        Receiver = new(store, Keys, clock);
    }

    public TestAgent Agent { get; }

    public MemoryDeviceStore Store { get; }

    public DeviceKeys Keys { get; }

    public ConnectionSender Sender { get; }

    public ConnectionReceiver Receiver { get; }

    public TestDevice Restarted() => new(Agent, _clock, Store);
}
