using System.Diagnostics.CodeAnalysis;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// A device (DSK) says that it could not read an epoch or a message, so that the sender seals the text again. It is a
/// claim of that device and moves nothing but the sender's own texts.
/// </summary>
public sealed class Nack : SignedRecord
{
    /// <summary>Bytes of the record.</summary>
    public const int Size = 121 + Cxe1Limits.SignatureSize;

    private Nack(ReadOnlyMemory<byte> bytes) : base(bytes, SignaturePurpose.Nack)
    {
        var reader = new WireReader(bytes.Span);
        Agent = reader.Id();
        Device = reader.Id();
        Connection = reader.Id();
        EpochHash = reader.Bytes32();
        EnvelopeHash = reader.Bytes32();
        Reason = (NackReason)reader.Byte();
        Created = reader.UInt53();
    }

    /// <summary>The agent that could not read.</summary>
    public Guid Agent { get; }

    /// <summary>Its device, which signed.</summary>
    public Guid Device { get; }

    /// <summary>The connection.</summary>
    public Guid Connection { get; }

    /// <summary>The epoch.</summary>
    public Bytes32 EpochHash { get; }

    /// <summary>The message; zero if no message of the epoch can be read.</summary>
    public Bytes32 EnvelopeHash { get; }

    /// <summary>Why.</summary>
    public NackReason Reason { get; }

    /// <summary>Unix milliseconds.</summary>
    public long Created { get; }

    /// <summary>Signs a nack.</summary>
    /// <param name="dsk">The reading device's signing key.</param>
    /// <param name="agent">Its agent.</param>
    /// <param name="device">The device.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="epochHash">The epoch.</param>
    /// <param name="envelopeHash">The message; zero for the whole epoch.</param>
    /// <param name="reason">Why.</param>
    /// <param name="created">Unix milliseconds.</param>
    public static Nack Issue(
        Key dsk,
        Guid agent,
        Guid device,
        Guid connection,
        Bytes32 epochHash,
        Bytes32 envelopeHash,
        NackReason reason,
        long created)
    {
        var record = new byte[Size];
        var writer = new WireWriter(record);
        writer.Id(agent);
        writer.Id(device);
        writer.Id(connection);
        writer.Bytes32(epochHash);
        writer.Bytes32(envelopeHash);
        writer.Byte((byte)reason);
        writer.UInt53(created);
        Sign(dsk, SignaturePurpose.Nack, record);
        return Issued(TryParse(record, out var nack, out var error), nack, error);
    }

    /// <summary>Checks the form and reads the fields.</summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out Nack? nack, out Cxe1Error error)
    {
        nack = null;
        error = Check(bytes.Span);
        if (error == Cxe1Error.None) nack = new(bytes);
        return error == Cxe1Error.None;
    }

    private static Cxe1Error Check(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size) return Cxe1Error.WrongLength;
        var reader = new WireReader(bytes[112..]);
        if ((NackReason)reader.Byte() is < NackReason.PrekeyGone or > NackReason.EpochFork)
            return Cxe1Error.UnknownValue;
        reader.UInt53();
        return reader.NumberTooLarge ? Cxe1Error.NumberOutOfRange : Cxe1Error.None;
    }
}
