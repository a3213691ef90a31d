namespace ContextExchange.Grains.Interfaces;

/// <summary>What a peer needs to seal to an agent, every part as published and signed.</summary>
/// <param name="Agent">Whose keys.</param>
/// <param name="Certificate">The agent certificate (identity key under the owner's key).</param>
/// <param name="Directory">The signed device list in force; empty when none was published.</param>
/// <param name="DeviceCertificates">Of each active device the newest first, then those that were renewed within 8
/// days.</param>
/// <param name="Prekeys">The signed prekey of each active device that has one.</param>
[GenerateSerializer, Immutable, Alias("cex.AgentKeys")]
public sealed record AgentKeys(
    AgentId Agent, ReadOnlyMemory<byte> Certificate, ReadOnlyMemory<byte> Directory,
    IReadOnlyList<ReadOnlyMemory<byte>> DeviceCertificates, IReadOnlyList<ReadOnlyMemory<byte>> Prekeys);
