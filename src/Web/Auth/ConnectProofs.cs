using System.Buffers.Binary;
using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Web.Http;

namespace ContextExchange.Web.Auth;

/// <summary>
/// Checks the signatures that people and devices sign in with: CXE1's connect body over this server's origin, the
/// subject, a challenge and an expiry. Every failure looks alike, an unknown subject included, and costs one
/// verification.
/// </summary>
internal sealed class ConnectProofs(Challenges challenges, ServerAddress address, TimeProvider clock)
{
    private const int BodySize = 104;

    // The first key of RFC 8032's test vectors: unknown subjects are verified against it for the time that it takes,
    // and refused whatever comes out.
    private static readonly byte[] Nobody =
        Convert.FromHexString("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");

    /// <summary>
    /// Whether the proof was made by the key's holder, for this server, now. Whether never before, the session says
    /// that is issued for it (<see cref="CredentialIssuer"/>).
    /// </summary>
    /// <param name="proof">What the caller presented.</param>
    /// <param name="agent">The agent, or the owner's id in its place.</param>
    /// <param name="device">The device; zero for an owner.</param>
    /// <param name="key">Ed25519 public key (32 bytes); empty for an unknown subject, which fails.</param>
    public bool IsGenuine(Proof proof, Guid agent, Guid device, ReadOnlyMemory<byte> key) =>
        challenges.IsGenuine(proof.Nonce.Span) && IsSigned(proof, agent, device, key.Span);

    /// <summary>As <see cref="IsGenuine"/> where the caller itself made the nonce, for this one proof.</summary>
    public bool IsSigned(Proof proof, Guid agent, Guid device, ReadOnlySpan<byte> key)
    {
        var known = key.Length == Bytes32.Size;
        return IsSignedBy(known ? key : Nobody, proof, agent, device) && known;
    }

    private bool IsSignedBy(ReadOnlySpan<byte> key, Proof proof, Guid agent, Guid device)
    {
        var now = clock.GetUtcNow();
        var latest = now.Add(Challenges.Lifetime).ToUnixTimeMilliseconds();
        if (proof.Signature.Length != Cxe1Limits.SignatureSize
            || proof.Expiry <= now.ToUnixTimeMilliseconds() || proof.Expiry > latest)
            return false;
        var signer = new Bytes32(key);
        var record = new byte[ConnectProof.Size];
        foreach (var origin in address.Origins)
        {
            Write(record, ConnectProof.HashOfOrigin(origin), agent, device, proof);
            if (ConnectProof.TryParse(record, out var parsed, out _) && parsed.VerifySignature(signer))
                return true;
        }

        return false;
    }

    private static void Write(Span<byte> record, Bytes32 origin, Guid agent, Guid device, Proof proof)
    {
        origin.CopyTo(record);
        agent.TryWriteBytes(record[32..], bigEndian: true, out _);
        device.TryWriteBytes(record[48..], bigEndian: true, out _);
        proof.Nonce.Span.CopyTo(record[64..]);
        BinaryPrimitives.WriteInt64BigEndian(record[96..], proof.Expiry);
        proof.Signature.Span.CopyTo(record[BodySize..]);
    }
}
