using System.Diagnostics.CodeAnalysis;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// An owner (OIK) opens an old epoch for a device of its agent that enrolled later. Layout: body 161, signature 64,
/// wrap 80; the body names the wrap by its hash. An owner
/// makes it; the device reads history with it.
/// </summary>
public sealed class Rewrap : SignedRecord
{
    /// <summary>Bytes of the record.</summary>
    public const int Size = BodySize + Cxe1Limits.SignatureSize + EpochLayout.WrapSize;

    internal const int BodySize = 32 + RosterEntry.Size + 32;

    private Rewrap(ReadOnlyMemory<byte> bytes) : base(bytes, BodySize, SignaturePurpose.Rewrap)
    {
        var reader = new WireReader(bytes.Span);
        EpochHash = reader.Bytes32();
        Entry = RosterEntry.Read(ref reader);
        WrapHash = reader.Bytes32();
    }

    /// <summary>The epoch.</summary>
    public Bytes32 EpochHash { get; }

    /// <summary>The new reader: a device; its key is the device's signed prekey.</summary>
    public RosterEntry Entry { get; }

    /// <summary>SHA-256 of the wrap.</summary>
    public Bytes32 WrapHash { get; }

    internal ReadOnlySpan<byte> EntryBytes => Bytes.Span.Slice(32, RosterEntry.Size);

    internal ReadOnlySpan<byte> Wrap => Bytes.Span[^EpochLayout.WrapSize..];

    /// <summary>Signs a re-wrap around a wrap that was made for this entry.</summary>
    internal static Rewrap Issue(Key oik, Bytes32 epochHash, RosterEntry entry, ReadOnlySpan<byte> wrap)
    {
        var record = new byte[Size];
        var writer = new WireWriter(record);
        writer.Bytes32(epochHash);
        entry.Write(ref writer);
        writer.Bytes32(Bytes32.Sha256(wrap));
        wrap.CopyTo(record.AsSpan(Size - EpochLayout.WrapSize));
        Sign(oik, SignaturePurpose.Rewrap, record.AsSpan(0, BodySize + Cxe1Limits.SignatureSize));
        return Issued(TryParse(record, out var rewrap, out var error), rewrap, error);
    }

    /// <summary>Checks the form and reads the fields.</summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out Rewrap? rewrap, out Cxe1Error error)
    {
        rewrap = null;
        error = Check(bytes.Span);
        if (error == Cxe1Error.None) rewrap = new(bytes);
        return error == Cxe1Error.None;
    }

    private static Cxe1Error Check(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size) return Cxe1Error.WrongLength;
        return bytes[32 + 32] == (byte)ReaderKind.Device ? Cxe1Error.None : Cxe1Error.UnknownValue;
    }
}
