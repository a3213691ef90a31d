namespace ContextExchange.Client;

/// <summary>What the parts of one client share.</summary>
internal sealed record ClientCore(
    DeviceProfile Profile, DeviceWorker Worker, PeerBook Book, Sessions Sessions, Enrolment Enrolment,
    ConnectionGuard Guard, AgentClientOptions Options)
{
    public DeviceStore Store => Profile.Store;

    public TimeProvider Time => Options.Time;

    /// <summary>Tells whoever runs the client.</summary>
    public void Report(ClientReport report) => Options.OnReport?.Invoke(report);
}
