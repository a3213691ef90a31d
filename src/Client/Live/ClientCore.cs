namespace ContextExchange.Client;

/// <summary>What the parts of one client share.</summary>
internal sealed record ClientCore(
    DeviceProfile Profile, DeviceWorker Worker, PeerBook Book, Sessions Sessions, Enrolment Enrolment,
    AgentClientOptions Options)
{
    public DeviceStore Store => Profile.Store;

    public TimeProvider Time => Options.Time;
}
