namespace ContextExchange.Client;

/// <summary>A new identity key of an agent, with what it certifies.</summary>
internal sealed record RotationUpload(
    byte[] Rotation, byte[] Certificate, byte[] Directory, IReadOnlyList<byte[]> DeviceCertificates);
