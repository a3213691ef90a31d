namespace ContextExchange.Grains.Interfaces;

/// <summary>What a connection needs to know of each of its agents to judge messages and epochs.</summary>
/// <param name="Frozen">Its owner has stopped it.</param>
/// <param name="HasApprover">Its owner has a viewer in force, and so can read and decide.</param>
/// <param name="OwnerKey">The Ed25519 key of its owner (32 bytes).</param>
/// <param name="Certificate">Its agent certificate (CXE1), for both identity keys.</param>
/// <param name="Devices">Its active devices.</param>
/// <param name="Rosters">
/// The versions of its device list that epochs may follow now, newest last: the current one, and older ones that lack
/// only devices added less than 60 seconds ago. Empty while none was published, or while the newest names a revoked
/// device.
/// </param>
/// <param name="Viewers">Its owner's viewer certificates that are in force or ended within 8 days.</param>
[GenerateSerializer, Immutable, Alias("cex.AgentStanding")]
public sealed record AgentStanding(
    bool Frozen, bool HasApprover, ReadOnlyMemory<byte> OwnerKey, ReadOnlyMemory<byte> Certificate,
    IReadOnlyList<DeviceCredential> Devices, IReadOnlyList<DeviceRoster> Rosters,
    IReadOnlyList<ReadOnlyMemory<byte>> Viewers);
