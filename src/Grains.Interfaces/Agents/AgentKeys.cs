namespace ContextExchange.Grains.Interfaces;

/// <summary>What a peer needs to seal to an agent, every part as published and signed.</summary>
/// <param name="Agent">Whose keys.</param>
/// <param name="OwnerKey">The Ed25519 key of its owner (32 bytes).</param>
/// <param name="Certificate">The agent certificate (identity key under the owner's key).</param>
/// <param name="Directories">The newest versions of the signed device list, oldest first; empty when none was
/// published.</param>
/// <param name="DeviceCertificates">Of each active device the newest first, then those that were renewed within 8
/// days.</param>
/// <param name="Prekeys">The signed prekey of each active device that has one.</param>
/// <param name="Viewers">The owner's viewer certificates that are in force or ended within 8 days, oldest
/// first.</param>
/// <param name="Rotations">Every rotation of the identity key, oldest first.</param>
[GenerateSerializer, Immutable, Alias("cex.AgentKeys")]
public sealed record AgentKeys(
    AgentId Agent, ReadOnlyMemory<byte> OwnerKey, ReadOnlyMemory<byte> Certificate,
    IReadOnlyList<ReadOnlyMemory<byte>> Directories, IReadOnlyList<ReadOnlyMemory<byte>> DeviceCertificates,
    IReadOnlyList<ReadOnlyMemory<byte>> Prekeys, IReadOnlyList<ReadOnlyMemory<byte>> Viewers,
    IReadOnlyList<ReadOnlyMemory<byte>> Rotations);
