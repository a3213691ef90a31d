namespace ContextExchange.Grains.Interfaces;

/// <summary>What a connection needs to know of each of its agents to judge messages and epochs.</summary>
/// <param name="Frozen">Its owner has stopped it.</param>
/// <param name="HasApprover">Somebody can decide about its held messages.</param>
/// <param name="Certificate">Its agent certificate (CXE1), for both identity keys.</param>
/// <param name="Devices">Its active devices.</param>
/// <param name="Rosters">
/// The versions of its device list that epochs may follow now, newest last: the current one, and older ones that lack
/// only devices added less than 60 seconds ago. Empty while none was published, or while the newest names a revoked
/// device.
/// </param>
[GenerateSerializer, Immutable, Alias("cex.AgentStanding")]
public sealed record AgentStanding(
    bool Frozen, bool HasApprover, ReadOnlyMemory<byte> Certificate, IReadOnlyList<DeviceCredential> Devices,
    IReadOnlyList<DeviceRoster> Rosters);
