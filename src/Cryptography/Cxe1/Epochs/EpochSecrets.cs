using System.Security.Cryptography;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// What an epoch's secret ES gives: the commitment that every reader compares, and the first chain key.
/// </summary>
internal static class EpochSecrets
{
    public const int Size = 32;

    public static Bytes32 Commitment(ReadOnlySpan<byte> epochSecret, Guid epochId)
    {
        Span<byte> info = stackalloc byte["CXE1 commit"u8.Length + 16];
        var writer = new WireWriter(info);
        writer.Bytes("CXE1 commit"u8);
        writer.Id(epochId);
        Span<byte> commitment = stackalloc byte[Bytes32.Size];
        HKDF.Expand(HashAlgorithmName.SHA256, epochSecret, commitment, info);
        return new(commitment);
    }

    /// <summary>Writes CK_0.</summary>
    public static void FirstChainKey(ReadOnlySpan<byte> epochSecret, Bytes32 epochHash, Span<byte> chainKey)
    {
        Span<byte> info = stackalloc byte["CXE1 chain"u8.Length + Bytes32.Size];
        var writer = new WireWriter(info);
        writer.Bytes("CXE1 chain"u8);
        writer.Bytes32(epochHash);
        HKDF.Expand(HashAlgorithmName.SHA256, epochSecret, chainKey, info);
    }
}
