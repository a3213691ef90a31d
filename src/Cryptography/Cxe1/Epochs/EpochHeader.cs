using System.Security.Cryptography;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>The fields of an epoch's header, for writing. Readers use <see cref="EpochView"/>.</summary>
internal sealed record EpochHeader
{
    public required Guid EpochId { get; init; }
    public required uint Number { get; init; }
    public required Guid Connection { get; init; }
    public required Guid SenderAgent { get; init; }
    public required Guid SenderDevice { get; init; }
    public required Bytes32 AikHash { get; init; }
    public required Bytes32 CertificateHash { get; init; }
    public required Bytes32 SenderTerms { get; init; }
    public required Bytes32 RecipientTerms { get; init; }
    public required long Created { get; init; }
    public required long Expiry { get; init; }
    public required uint SenderListVersion { get; init; }
    public required uint RecipientListVersion { get; init; }
    public required Bytes32 Commitment { get; init; }
    public required Bytes32 LastReceived { get; init; }

    /// <summary>In ascending order of (agent, device).</summary>
    public required IReadOnlyList<ReplyPrekey> ReplyPrekeys { get; init; }

    /// <summary>In ascending order of (agent, device, kind).</summary>
    public required IReadOnlyList<RosterEntry> Entries { get; init; }

    public byte[] ToBytes()
    {
        var bytes = new byte[EpochLayout.HeaderSize(ReplyPrekeys.Count, Entries.Count)];
        var writer = new WireWriter(bytes);
        writer.Byte(Cxe1Limits.Version);
        writer.UInt16((ushort)Suite.X25519ChaCha20Poly1305);
        writer.Id(EpochId);
        writer.UInt32(Number);
        writer.Id(Connection);
        writer.Id(SenderAgent);
        writer.Id(SenderDevice);
        writer.Bytes32(AikHash);
        writer.Bytes32(CertificateHash);
        writer.Bytes32(SenderTerms);
        writer.Bytes32(RecipientTerms);
        writer.UInt53(Created);
        writer.UInt53(Expiry);
        writer.UInt32(SenderListVersion);
        writer.UInt32(RecipientListVersion);
        writer.Bytes32(Commitment);
        writer.Bytes32(LastReceived);
        writer.Byte(checked((byte)ReplyPrekeys.Count));
        writer.Byte(checked((byte)Entries.Count));
        foreach (var replyPrekey in ReplyPrekeys) replyPrekey.Write(ref writer);
        foreach (var entry in Entries) entry.Write(ref writer);
        return bytes;
    }

    /// <summary>SHA-256(header || H(wrap_1) || H(wrap_2) || ...).</summary>
    public static Bytes32 Hash(ReadOnlySpan<byte> header, ReadOnlySpan<byte> wraps)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(header);
        Span<byte> digest = stackalloc byte[Bytes32.Size];
        for (; !wraps.IsEmpty; wraps = wraps[EpochLayout.WrapSize..])
        {
            SHA256.HashData(wraps[..EpochLayout.WrapSize], digest);
            hash.AppendData(digest);
        }
        hash.GetHashAndReset(digest);
        return new(digest);
    }
}
