using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// With this record a device (DSK) proves itself to a server. It names the server, so that a proof for one server
/// is worth nothing at another, and a device never signs a bare value that a server chose.
/// </summary>
public sealed class ConnectProof : SignedRecord
{
    /// <summary>Bytes of the record.</summary>
    public const int Size = 104 + Cxe1Limits.SignatureSize;

    private ConnectProof(ReadOnlyMemory<byte> bytes) : base(bytes, SignaturePurpose.Connect)
    {
        var reader = new WireReader(bytes.Span);
        OriginHash = reader.Bytes32();
        Agent = reader.Id();
        Device = reader.Id();
        Nonce = reader.Bytes32();
        Expiry = reader.UInt53();
    }

    /// <summary>SHA-256 of the server's origin, see <see cref="HashOfOrigin"/>.</summary>
    public Bytes32 OriginHash { get; }

    /// <summary>The agent.</summary>
    public Guid Agent { get; }

    /// <summary>The device.</summary>
    public Guid Device { get; }

    /// <summary>The 32 bytes that the server chose for this one proof.</summary>
    public Bytes32 Nonce { get; }

    /// <summary>Unix milliseconds, excluded.</summary>
    public long Expiry { get; }

    /// <summary>
    /// SHA-256 of the origin in UTF-8 as RFC 6454 serialises it: lower-case scheme and host, the port only when it
    /// is not the scheme's own, no slash at the end; for example <c>https://cex.example</c>.
    /// </summary>
    public static Bytes32 HashOfOrigin(string origin) => Bytes32.Sha256(Encoding.UTF8.GetBytes(origin));

    /// <summary>Signs a proof.</summary>
    public static ConnectProof Issue(
        Key dsk, Bytes32 originHash, Guid agent, Guid device, Bytes32 nonce, long expiry)
    {
        var record = new byte[Size];
        var writer = new WireWriter(record);
        writer.Bytes32(originHash);
        writer.Id(agent);
        writer.Id(device);
        writer.Bytes32(nonce);
        writer.UInt53(expiry);
        Sign(dsk, SignaturePurpose.Connect, record);
        return Issued(TryParse(record, out var proof, out var error), proof, error);
    }

    /// <summary>Checks the form and reads the fields.</summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out ConnectProof? proof, out Cxe1Error error)
    {
        proof = null;
        error = Check(bytes.Span);
        if (error == Cxe1Error.None) proof = new(bytes);
        return error == Cxe1Error.None;
    }

    private static Cxe1Error Check(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size) return Cxe1Error.WrongLength;
        var reader = new WireReader(bytes);
        reader.Take(32 + 16 + 16 + 32);
        reader.UInt53();
        return reader.NumberTooLarge ? Cxe1Error.NumberOutOfRange : Cxe1Error.None;
    }
}
