namespace ContextExchange.Grains.Interfaces;

/// <summary>An agent's new identity key with all that it must sign anew, so that the change is one step.</summary>
/// <param name="Rotation">CXE1, 5.6: the old key names the new one.</param>
/// <param name="Certificate">The agent certificate of the new key, by the owner's key.</param>
/// <param name="Directory">The next device list, by the new key: the same devices.</param>
/// <param name="DeviceCertificates">One for each active device, by the new key.</param>
[GenerateSerializer, Immutable, Alias("cex.IdentityRotation")]
public sealed record IdentityRotation(
    ReadOnlyMemory<byte> Rotation, ReadOnlyMemory<byte> Certificate, ReadOnlyMemory<byte> Directory,
    IReadOnlyList<ReadOnlyMemory<byte>> DeviceCertificates);
