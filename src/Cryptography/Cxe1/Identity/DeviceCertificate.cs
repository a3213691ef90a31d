using System.Diagnostics.CodeAnalysis;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>The agent's identity key (AIK) certifies a device's signing key (DSK) for at most 7 days.</summary>
public sealed class DeviceCertificate : SignedRecord
{
    /// <summary>Bytes of the record.</summary>
    public const int Size = 113 + Cxe1Limits.SignatureSize;

    /// <summary>The first byte, which tells the two records of purpose <c>device</c> apart.</summary>
    internal const byte Form = 1;

    private DeviceCertificate(ReadOnlyMemory<byte> bytes) : base(bytes, SignaturePurpose.Device)
    {
        var reader = new WireReader(bytes.Span);
        reader.Byte();
        Agent = reader.Id();
        Device = reader.Id();
        Dsk = reader.Bytes32();
        AikHash = reader.Bytes32();
        NotBefore = reader.UInt53();
        NotAfter = reader.UInt53();
    }

    /// <summary>The agent.</summary>
    public Guid Agent { get; }

    /// <summary>The device.</summary>
    public Guid Device { get; }

    /// <summary>The device's Ed25519 key.</summary>
    public Bytes32 Dsk { get; }

    /// <summary>SHA-256 of the signing agent's key.</summary>
    public Bytes32 AikHash { get; }

    /// <summary>Unix milliseconds, included.</summary>
    public long NotBefore { get; }

    /// <summary>Unix milliseconds, excluded; at most 7 days after <see cref="NotBefore"/>.</summary>
    public long NotAfter { get; }

    /// <summary>
    /// Whether the certificate is in force at a time, up to 5 minutes before its begin, as clocks differ.
    /// </summary>
    public bool IsValidAt(long now) => NotBefore <= now + Cxe1Limits.ClockTolerance && now < NotAfter;

    /// <summary>Signs a certificate for a device's key.</summary>
    /// <exception cref="ArgumentException">The life is not between 1 ms and 7 days.</exception>
    public static DeviceCertificate Issue(
        Key aik, Guid agent, Guid device, Bytes32 dsk, long notBefore, long notAfter)
    {
        var record = new byte[Size];
        var writer = new WireWriter(record);
        writer.Byte(Form);
        writer.Id(agent);
        writer.Id(device);
        writer.Bytes32(dsk);
        writer.Bytes32(aik.HashOfPublicKey());
        writer.UInt53(notBefore);
        writer.UInt53(notAfter);
        Sign(aik, SignaturePurpose.Device, record);
        return Issued(TryParse(record, out var certificate, out var error), certificate, error);
    }

    /// <summary>Checks the form and reads the fields.</summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out DeviceCertificate? certificate, out Cxe1Error error)
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
        if (reader.Byte() != Form) return Cxe1Error.UnknownValue;
        reader.Take(16 + 16 + 32 + 32);
        var notBefore = reader.UInt53();
        var notAfter = reader.UInt53();
        if (reader.NumberTooLarge) return Cxe1Error.NumberOutOfRange;
        return Lifetime.IsWithin(notBefore, notAfter, Cxe1Limits.DeviceCertificateLife)
            ? Cxe1Error.None
            : Cxe1Error.LifetimeOutOfRange;
    }
}
