using System.Diagnostics.CodeAnalysis;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// An identity key names its successor and signs that. Who has pinned the old key may follow, loudly; a new key
/// without this record suspends the connection.
/// </summary>
public sealed class Rotation : SignedRecord
{
    /// <summary>Bytes of the record.</summary>
    public const int Size = 89 + Cxe1Limits.SignatureSize;

    private Rotation(ReadOnlyMemory<byte> bytes) : base(bytes, SignaturePurpose.Rotate)
    {
        var reader = new WireReader(bytes.Span);
        Kind = (RotatedKey)reader.Byte();
        Agent = reader.Id();
        OldKey = reader.Bytes32();
        NewKey = reader.Bytes32();
        Created = reader.UInt53();
    }

    /// <summary>Which key is replaced.</summary>
    public RotatedKey Kind { get; }

    /// <summary>The agent; zero for an owner's key.</summary>
    public Guid Agent { get; }

    /// <summary>The Ed25519 key that signed.</summary>
    public Bytes32 OldKey { get; }

    /// <summary>Its successor, another key.</summary>
    public Bytes32 NewKey { get; }

    /// <summary>Unix milliseconds.</summary>
    public long Created { get; }

    /// <summary>Signs a rotation of an agent's identity key.</summary>
    public static Rotation OfAgent(Key oldAik, Guid agent, Bytes32 newAik, long created) =>
        Issue(oldAik, RotatedKey.Agent, agent, newAik, created);

    /// <summary>Signs a rotation of an owner's identity key.</summary>
    public static Rotation OfOwner(Key oldOik, Bytes32 newOik, long created) =>
        Issue(oldOik, RotatedKey.Owner, default, newOik, created);

    /// <summary>Checks the form and reads the fields.</summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out Rotation? rotation, out Cxe1Error error)
    {
        rotation = null;
        error = Check(bytes.Span);
        if (error == Cxe1Error.None) rotation = new(bytes);
        return error == Cxe1Error.None;
    }

    private static Rotation Issue(Key old, RotatedKey kind, Guid agent, Bytes32 newKey, long created)
    {
        var record = new byte[Size];
        var writer = new WireWriter(record);
        writer.Byte((byte)kind);
        writer.Id(agent);
        writer.Bytes32(old.RawPublicKey());
        writer.Bytes32(newKey);
        writer.UInt53(created);
        Sign(old, SignaturePurpose.Rotate, record);
        return Issued(TryParse(record, out var rotation, out var error), rotation, error);
    }

    private static Cxe1Error Check(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size) return Cxe1Error.WrongLength;
        var reader = new WireReader(bytes);
        var kind = (RotatedKey)reader.Byte();
        if (kind is not (RotatedKey.Agent or RotatedKey.Owner)) return Cxe1Error.UnknownValue;
        var agent = reader.Id();
        var isSame = reader.Bytes32() == reader.Bytes32();
        reader.UInt53();
        if (reader.NumberTooLarge) return Cxe1Error.NumberOutOfRange;
        return isSame || (kind == RotatedKey.Owner && agent != default) ? Cxe1Error.WrongIdentity : Cxe1Error.None;
    }
}
