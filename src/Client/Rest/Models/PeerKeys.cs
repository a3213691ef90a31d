namespace ContextExchange.Client;

/// <summary>What a sender needs to seal to an agent, every part as published and signed.</summary>
/// <param name="Agent">Whose keys.</param>
/// <param name="OwnerKey">Its owner's Ed25519 identity key, 32 bytes; believed only against what was pinned.</param>
/// <param name="Certificate">CXE1's agent certificate.</param>
/// <param name="Directory">The signed device list in force; null when none was published.</param>
/// <param name="Directories">The newest 16 lists, oldest first, for epochs that are under way.</param>
/// <param name="DeviceCertificates">Of each active device the newest first, then those that were renewed within 8
/// days.</param>
/// <param name="Prekeys">The signed prekey of each active device that has one.</param>
/// <param name="Viewers">Certificates of its owner's viewers, in force or ended within 8 days.</param>
/// <param name="Rotations">All of the agent's identity key, oldest first.</param>
public sealed record PeerKeys(
    AgentId Agent, byte[] OwnerKey, byte[] Certificate, byte[]? Directory, IReadOnlyList<byte[]> Directories,
    IReadOnlyList<byte[]> DeviceCertificates, IReadOnlyList<byte[]> Prekeys, IReadOnlyList<byte[]> Viewers,
    IReadOnlyList<byte[]> Rotations);
