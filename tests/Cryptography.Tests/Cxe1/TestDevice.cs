using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Tests.Cxe1;

/// <summary>One device: its store and everything that works on it.</summary>
internal sealed class TestDevice
{
    private readonly TestClock _clock;
    private readonly SeededRandom? _random;

    /// <summary>
    /// A device on a store: a new one if the store is empty, else the one that it holds, as after a restart.
    /// </summary>
    public TestDevice(TestAgent agent, TestClock clock, MemoryDeviceStore store, SeededRandom? random = null)
    {
        Agent = agent;
        _clock = clock;
        _random = random;
        Store = store;
        FillRandom fill = random is null ? Randomness.System : random.Fill;
        Keys = DeviceKeys.Load(store) ?? DeviceKeys.Create(store, agent.Identity.Agent, fill);
        Sender = new(store, Keys, clock, fill, random is null ? Ephemerals.Fresh : random.MakeEphemeral);
        Receiver = new(store, Keys, clock);
    }

    public TestAgent Agent { get; }

    public MemoryDeviceStore Store { get; }

    public DeviceKeys Keys { get; }

    public ConnectionSender Sender { get; init; }

    public ConnectionReceiver Receiver { get; }

    public TestDevice Restarted() => new(Agent, _clock, Store, _random);
}
