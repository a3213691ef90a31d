using System.Diagnostics.CodeAnalysis;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// The owner's identity key (OIK) certifies the owner's viewer key (OVK), with which the owner reads what its terms
/// say that it reads.
/// </summary>
public sealed class ViewerCertificate : SignedRecord
{
    /// <summary>Bytes of the record.</summary>
    public const int Size = 98 + Cxe1Limits.SignatureSize;

    private ViewerCertificate(ReadOnlyMemory<byte> bytes) : base(bytes, SignaturePurpose.Viewer)
    {
        var reader = new WireReader(bytes.Span);
        reader.UInt16();
        Viewer = reader.Id();
        Ovk = reader.Bytes32();
        OikHash = reader.Bytes32();
        NotBefore = reader.UInt53();
        NotAfter = reader.UInt53();
    }

    /// <summary>The viewer's id, which stands in a roster where a device's id would.</summary>
    public Guid Viewer { get; }

    /// <summary>The X25519 public key to wrap for.</summary>
    public Bytes32 Ovk { get; }

    /// <summary>SHA-256 of the signing owner's key.</summary>
    public Bytes32 OikHash { get; }

    /// <summary>Unix milliseconds, included.</summary>
    public long NotBefore { get; }

    /// <summary>Unix milliseconds, excluded; at most 60 days after <see cref="NotBefore"/>.</summary>
    public long NotAfter { get; }

    /// <summary>SHA-256(suite || public key): the name of the key in rosters.</summary>
    public Bytes32 KeyId => Ovk.KeyId(Suite.X25519ChaCha20Poly1305);

    /// <summary>Whether it is in force; begun up to 5 minutes ahead counts, as clocks differ.</summary>
    public bool IsValidAt(long at) => NotBefore <= at + Cxe1Limits.ClockTolerance && at < NotAfter;

    /// <summary>Signs a certificate for a viewer key.</summary>
    /// <exception cref="ArgumentException">The life is not between 1 ms and 60 days.</exception>
    public static ViewerCertificate Issue(Key oik, Guid viewer, Bytes32 ovk, long notBefore, long notAfter)
    {
        var record = new byte[Size];
        var writer = new WireWriter(record);
        writer.UInt16((ushort)Suite.X25519ChaCha20Poly1305);
        writer.Id(viewer);
        writer.Bytes32(ovk);
        writer.Bytes32(oik.HashOfPublicKey());
        writer.UInt53(notBefore);
        writer.UInt53(notAfter);
        Sign(oik, SignaturePurpose.Viewer, record);
        return Issued(TryParse(record, out var certificate, out var error), certificate, error);
    }

    /// <summary>Checks the form and reads the fields.</summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out ViewerCertificate? certificate, out Cxe1Error error)
    {
        certificate = null;
        error = Check(bytes.Span);
        if (error == Cxe1Error.None) certificate = new(bytes);
        return error == Cxe1Error.None;
    }

    private static Cxe1Error Check(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size) return Cxe1Error.WrongLength;
        var reader = new WireReader(bytes);
        if (reader.UInt16() != (ushort)Suite.X25519ChaCha20Poly1305) return Cxe1Error.UnknownSuite;
        reader.Take(16 + 32 + 32);
        var notBefore = reader.UInt53();
        var notAfter = reader.UInt53();
        if (reader.NumberTooLarge) return Cxe1Error.NumberOutOfRange;
        return Lifetime.IsWithin(notBefore, notAfter, Cxe1Limits.ViewerLife)
            ? Cxe1Error.None
            : Cxe1Error.LifetimeOutOfRange;
    }
}
