using System.Diagnostics.CodeAnalysis;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>The owner's identity key (OIK) certifies an agent's identity key (AIK).</summary>
public sealed class AgentCertificate : SignedRecord
{
    /// <summary>Bytes of the record.</summary>
    public const int Size = 88 + Cxe1Limits.SignatureSize;

    private AgentCertificate(ReadOnlyMemory<byte> bytes) : base(bytes, SignaturePurpose.Agent)
    {
        var reader = new WireReader(bytes.Span);
        Agent = reader.Id();
        Aik = reader.Bytes32();
        OikHash = reader.Bytes32();
        Created = reader.UInt53();
    }

    /// <summary>The agent.</summary>
    public Guid Agent { get; }

    /// <summary>The agent's Ed25519 identity key.</summary>
    public Bytes32 Aik { get; }

    /// <summary>SHA-256 of the signing owner's key.</summary>
    public Bytes32 OikHash { get; }

    /// <summary>Unix milliseconds.</summary>
    public long Created { get; }

    /// <summary>Signs a new certificate.</summary>
    public static AgentCertificate Issue(Key oik, Guid agent, Bytes32 aik, long created)
    {
        var record = new byte[Size];
        var writer = new WireWriter(record);
        writer.Id(agent);
        writer.Bytes32(aik);
        writer.Bytes32(oik.HashOfPublicKey());
        writer.UInt53(created);
        Sign(oik, SignaturePurpose.Agent, record);
        return Issued(TryParse(record, out var certificate, out var error), certificate, error);
    }

    /// <summary>Checks the form and reads the fields.</summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out AgentCertificate? certificate, out Cxe1Error error)
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
        reader.Take(16 + 32 + 32);
        reader.UInt53();
        return reader.NumberTooLarge ? Cxe1Error.NumberOutOfRange : Cxe1Error.None;
    }
}
