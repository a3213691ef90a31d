using System.Security.Cryptography;

namespace ContextExchange.Storage;

/// <summary>
/// The key of a sender's mark: 16 bytes of a hash of connection and device, so that one small index finds marks and
/// their segments.
/// </summary>
internal static class MarkKey
{
    public static Guid Of(ConnectionId connection, DeviceId device)
    {
        Span<byte> names = stackalloc byte[32];
        connection.Value.TryWriteBytes(names, bigEndian: true, out _);
        device.Value.TryWriteBytes(names[16..], bigEndian: true, out _);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(names, hash);
        return new Guid(hash[..16], bigEndian: true);
    }
}
