using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Layout = ContextExchange.Cryptography.Cxe1.EpochLayout;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// A canonical epoch record, read in place: complete as its sender made it, or in the form for one reader that a
/// server derives with <see cref="ForReader"/>. Both have the same hash and signature.
/// </summary>
public sealed class EpochView
{
    /// <summary>The longest complete record.</summary>
    public static int MaxSize { get; } =
        Layout.HeaderSize(Cxe1Limits.ReplyPrekeys, Cxe1Limits.RosterEntries)
        + Cxe1Limits.SignatureSize
        + Layout.CompleteTail(Cxe1Limits.RosterEntries);

    private readonly int _headerSize;

    private EpochView(ReadOnlyMemory<byte> bytes)
    {
        Bytes = bytes;
        ReplyPrekeyCount = bytes.Span[Layout.ReplyPrekeyCount];
        EntryCount = bytes.Span[Layout.EntryCount];
        _headerSize = Layout.HeaderSize(ReplyPrekeyCount, EntryCount);
        IsComplete = Tail.Length == Layout.CompleteTail(EntryCount);
        EpochHash = IsComplete ? EpochHeader.Hash(Header, Tail) : HashFromReaderForm();
    }

    /// <summary>The whole record, borrowed from whoever parsed it.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Whether every wrap is here. Servers take only complete records from senders.</summary>
    public bool IsComplete { get; }

    /// <summary>The epoch's name: SHA-256(header || H(wrap_1) || ...).</summary>
    public Bytes32 EpochHash { get; }

    /// <summary>Random, chosen by the sender.</summary>
    public Guid EpochId => Id(Layout.EpochId);

    /// <summary>The sender device's number for this epoch on this connection: 1, 2, 3, ...</summary>
    public uint Number => UInt32(Layout.Number);

    /// <summary>The connection.</summary>
    public Guid Connection => Id(Layout.Connection);

    /// <summary>The sending agent.</summary>
    public Guid SenderAgent => Id(Layout.SenderAgent);

    /// <summary>The sending device.</summary>
    public Guid SenderDevice => Id(Layout.SenderDevice);

    /// <summary>SHA-256 of the sending agent's identity key.</summary>
    public Bytes32 AikHash => Hash(Layout.AikHash);

    /// <summary>The hash of the sending device's certificate.</summary>
    public Bytes32 CertificateHash => Hash(Layout.CertificateHash);

    /// <summary>The hash of the sending side's terms, never zero.</summary>
    public Bytes32 SenderTerms => Hash(Layout.SenderTerms);

    /// <summary>The hash of the receiving side's terms, never zero.</summary>
    public Bytes32 RecipientTerms => Hash(Layout.RecipientTerms);

    /// <summary>Unix milliseconds.</summary>
    public long Created => Int64(Layout.Created);

    /// <summary>Unix milliseconds, excluded; at most 60 minutes after <see cref="Created"/>.</summary>
    public long Expiry => Int64(Layout.Expiry);

    /// <summary>The version of the sending agent's device list that the roster follows.</summary>
    public uint SenderListVersion => UInt32(Layout.SenderListVersion);

    /// <summary>The version of the receiving agent's device list that the roster follows.</summary>
    public uint RecipientListVersion => UInt32(Layout.RecipientListVersion);

    /// <summary>HKDF-Expand(epoch secret, "CXE1 commit" || epoch id, 32).</summary>
    public Bytes32 Commitment => Hash(Layout.Commitment);

    /// <summary>The hash of the last envelope that the sender device received from the peer; zero if none.</summary>
    public Bytes32 LastReceived => Hash(Layout.LastReceived);

    /// <summary>0 to 15.</summary>
    public int ReplyPrekeyCount { get; }

    /// <summary>1 to 32.</summary>
    public int EntryCount { get; }

    internal ReadOnlySpan<byte> Header => Bytes.Span[.._headerSize];

    private ReadOnlySpan<byte> Signature => Bytes.Span.Slice(_headerSize, Cxe1Limits.SignatureSize);

    private ReadOnlySpan<byte> Tail => Bytes.Span[(_headerSize + Cxe1Limits.SignatureSize)..];

    /// <summary>The reader at this place of the roster.</summary>
    public RosterEntry Entry(int index)
    {
        var reader = new WireReader(EntryBytes(index));
        return RosterEntry.Read(ref reader);
    }

    /// <summary>The place of this reader in the roster, or -1.</summary>
    public int IndexOf(Guid agent, Guid device, ReaderKind kind)
    {
        for (var i = 0; i < EntryCount; i++)
            if (Entry(i) is var entry && entry.Device == device && entry.Agent == agent && entry.Kind == kind)
                return i;
        return -1;
    }

    /// <summary>The reply prekey that the sender made for this device, or null.</summary>
    public Prekey? ReplyPrekeyFor(Guid agent, Guid device)
    {
        for (var i = 0; i < ReplyPrekeyCount; i++)
        {
            var start = Layout.FixedSize + i * Layout.ReplyPrekeySize;
            var reader = new WireReader(Bytes.Span.Slice(start, 32));
            if (reader.Id() == agent && reader.Id() == device)
                return Prekey.TryParse(Bytes.Slice(start + 32, Prekey.Size), out var prekey, out _) ? prekey : null;
        }
        return null;
    }

    /// <summary>Whether the device that owns <paramref name="dsk"/> opened this epoch.</summary>
    public bool VerifySignature(Bytes32 dsk)
    {
        // E2E: the device signs epoch_hash, so the signed digest is SHA-256 of the hash's 32 bytes.
        return Signatures.Verify(dsk, SignaturePurpose.Epoch, EpochHash.Sha256OfBytes(), Signature);
    }

    /// <summary>The record in the form that one reader needs: its own wrap, and of the others' the hashes.</summary>
    /// <param name="index">The reader's place in the roster, 0 to <see cref="EntryCount"/> - 1.</param>
    /// <exception cref="InvalidOperationException">This is not a complete record.</exception>
    public byte[] ForReader(int index)
    {
        if (!IsComplete) throw new InvalidOperationException("Only a complete record holds every wrap.");
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, EntryCount);
        var signedPart = Bytes.Span[..(_headerSize + Cxe1Limits.SignatureSize)];
        var record = new byte[signedPart.Length + Layout.ReaderTail(EntryCount)];
        var writer = new WireWriter(record);
        writer.Bytes(signedPart);
        writer.Byte((byte)index);
        for (var i = 0; i < EntryCount; i++)
            if (i != index)
                writer.Bytes32(Bytes32.Sha256(CompleteWrap(i)));
        writer.Bytes(CompleteWrap(index));
        return record;
    }

    /// <summary>Checks the form and reads the fields.</summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out EpochView? view, out Cxe1Error error)
    {
        view = null;
        error = EpochForm.Check(bytes.Span);
        if (error == Cxe1Error.None) view = new(bytes);
        return error == Cxe1Error.None;
    }

    internal ReadOnlySpan<byte> EntryBytes(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, EntryCount);
        var start = Layout.HeaderSize(ReplyPrekeyCount, index);
        return Bytes.Span.Slice(start, RosterEntry.Size);
    }

    /// <summary>The wrap of this entry; empty if the record is in another reader's form.</summary>
    internal ReadOnlySpan<byte> Wrap(int index)
    {
        if (IsComplete) return CompleteWrap(index);
        return Tail[0] == index ? Tail[^Layout.WrapSize..] : [];
    }

    private ReadOnlySpan<byte> CompleteWrap(int index) => Tail.Slice(index * Layout.WrapSize, Layout.WrapSize);

    private Bytes32 HashFromReaderForm()
    {
        var own = Tail[0];
        var others = Tail[1..^Layout.WrapSize];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Header);
        hash.AppendData(others[..(own * Bytes32.Size)]);
        Span<byte> digest = stackalloc byte[Bytes32.Size];
        SHA256.HashData(Tail[^Layout.WrapSize..], digest);
        hash.AppendData(digest);
        hash.AppendData(others[(own * Bytes32.Size)..]);
        hash.GetHashAndReset(digest);
        return new(digest);
    }

    private Guid Id(int offset) => new(Bytes.Span.Slice(offset, 16), bigEndian: true);

    private Bytes32 Hash(int offset) => new(Bytes.Span.Slice(offset, Bytes32.Size));

    private uint UInt32(int offset) => BinaryPrimitives.ReadUInt32BigEndian(Bytes.Span[offset..]);

    private long Int64(int offset) => BinaryPrimitives.ReadInt64BigEndian(Bytes.Span[offset..]);
}
