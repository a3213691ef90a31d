using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// The secret of an invite link, derived from the agent's identity key and the offer's time: HKDF-SHA256(AIK seed,
/// info = "cex invite secret" || created 8), protocol/exchange-v1.md, section 6. So every device of the agent, also one
/// that enrolled later, can check who accepted; to anybody else it is 32 random bytes.
/// </summary>
public static class InviteSecret
{
    /// <summary>The secret, 32 bytes.</summary>
    /// <param name="agentKey">The agent's identity key (AIK), exportable.</param>
    /// <param name="offerCreated">The offer's time, Unix milliseconds; each offer of an agent has its own.</param>
    public static byte[] Of(Key agentKey, long offerCreated)
    {
        Span<byte> info = stackalloc byte["cex invite secret"u8.Length + 8];
        "cex invite secret"u8.CopyTo(info);
        BinaryPrimitives.WriteInt64BigEndian(info["cex invite secret"u8.Length..], offerCreated);
        var seed = agentKey.Export(KeyBlobFormat.RawPrivateKey);
        try
        {
            var secret = new byte[Bytes32.Size];
            HKDF.DeriveKey(HashAlgorithmName.SHA256, seed, secret, salt: [], info);
            return secret;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }
}
