using System.Security.Cryptography;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// One reader's copy of the epoch secret: HPKE base mode, bound to the whole header by <c>info</c> and to the
/// reader's own entry by the associated data.
/// </summary>
internal static class EpochWrap
{
    private const int InfoSize = 9 + 2 + Bytes32.Size;

    /// <summary>Writes enc || ct.</summary>
    /// <returns>False if nobody can wrap for the key, because it is of small order.</returns>
    public static bool TrySeal(
        Bytes32 publicKey,
        Bytes32 headerHash,
        ReadOnlySpan<byte> entry,
        ReadOnlySpan<byte> epochSecret,
        Span<byte> wrap,
        MakeEphemeral makeEphemeral)
    {
        Span<byte> info = stackalloc byte[InfoSize];
        WriteInfo(headerHash, info);
        var recipient = PublicKey.Import(
            KeyAgreementAlgorithm.X25519, publicKey.ToArray(), KeyBlobFormat.RawPublicKey);
        try
        {
            using var ephemeral = makeEphemeral();
            Hpke.SealBase(
                HpkeSuite.Default,
                ephemeral,
                recipient,
                info,
                entry,
                epochSecret,
                wrap[..EpochLayout.EncapsulationSize],
                wrap[EpochLayout.EncapsulationSize..]);
            return true;
        }
        catch (CryptographicException)
        {
            // The key is the peer's choice, so this is its refusal and not our fault.
            return false;
        }
    }

    /// <summary>Writes the 32 bytes of ES, or zeros on refusal.</summary>
    public static bool TryOpen(
        Key key, Bytes32 headerHash, ReadOnlySpan<byte> entry, ReadOnlySpan<byte> wrap, Span<byte> epochSecret)
    {
        Span<byte> info = stackalloc byte[InfoSize];
        WriteInfo(headerHash, info);
        return Hpke.OpenBase(
            key,
            wrap[..EpochLayout.EncapsulationSize],
            info,
            entry,
            wrap[EpochLayout.EncapsulationSize..],
            epochSecret);
    }

    private static void WriteInfo(Bytes32 headerHash, Span<byte> info)
    {
        var writer = new WireWriter(info);
        writer.Bytes("CXE1 wrap"u8);
        writer.UInt16((ushort)Suite.X25519ChaCha20Poly1305);
        writer.Bytes32(headerHash);
    }
}
