using System.Security.Cryptography;

namespace ContextExchange.Storage;

/// <summary>
/// Where the number of a connection's newest claim stands: in a mark of a connection that does not exist, so that what
/// reads a connection's marks and entries does not come across it.
/// </summary>
internal static class FenceMark
{
    /// <summary>The device of such marks; the schema knows it too.</summary>
    public static DeviceId Device { get; } = new(new Guid("ffffffff-ffff-ffff-ffff-ffffffffffff"));

    /// <summary>The name under which the claim's number stands.</summary>
    public static ConnectionId Of(ConnectionId connection)
    {
        Span<byte> name = stackalloc byte[21];
        "fence"u8.CopyTo(name);
        connection.Value.TryWriteBytes(name[5..], bigEndian: true, out _);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(name, hash);
        return new ConnectionId(new Guid(hash[..16], bigEndian: true));
    }
}
