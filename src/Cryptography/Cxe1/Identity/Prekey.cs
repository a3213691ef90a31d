using System.Diagnostics.CodeAnalysis;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>A device's public key for wrapping epochs to it, signed by the device (DSK).</summary>
public sealed class Prekey : SignedRecord
{
    /// <summary>Bytes of the record in suite 0x0001.</summary>
    public const int Size = 83 + Cxe1Limits.SignatureSize;

    private Prekey(ReadOnlyMemory<byte> bytes) : base(bytes, SignaturePurpose.Prekey)
    {
        var reader = new WireReader(bytes.Span);
        Suite = (Suite)reader.UInt16();
        Agent = reader.Id();
        Device = reader.Id();
        Kind = (PrekeyKind)reader.Byte();
        PublicKey = reader.Bytes32();
        Created = reader.UInt53();
        NotAfter = reader.UInt53();
        KeyId = PublicKey.KeyId(Suite);
    }

    /// <summary>The suite of the key.</summary>
    public Suite Suite { get; }

    /// <summary>The agent.</summary>
    public Guid Agent { get; }

    /// <summary>The device.</summary>
    public Guid Device { get; }

    /// <summary>What the key is good for.</summary>
    public PrekeyKind Kind { get; }

    /// <summary>The X25519 public key.</summary>
    public Bytes32 PublicKey { get; }

    /// <summary>SHA-256(suite || public key): the name of the key in rosters.</summary>
    public Bytes32 KeyId { get; }

    /// <summary>Unix milliseconds.</summary>
    public long Created { get; }

    /// <summary>Unix milliseconds, excluded: no sender uses the key from here on.</summary>
    public long NotAfter { get; }

    /// <summary>
    /// Whether a sender may use the key now; a key made up to 5 minutes ahead is taken, as clocks differ.
    /// </summary>
    public bool IsUsableAt(long now) => Created <= now + Cxe1Limits.ClockTolerance && now < NotAfter;

    /// <summary>Signs a prekey with the life of its kind: 7 days, 30 days, 24 hours.</summary>
    public static Prekey Issue(
        Key dsk, Guid agent, Guid device, PrekeyKind kind, Bytes32 publicKey, long created)
    {
        var record = new byte[Size];
        var writer = new WireWriter(record);
        writer.UInt16((ushort)Suite.X25519ChaCha20Poly1305);
        writer.Id(agent);
        writer.Id(device);
        writer.Byte((byte)kind);
        writer.Bytes32(publicKey);
        writer.UInt53(created);
        writer.UInt53(created + LongestLife(kind));
        Sign(dsk, SignaturePurpose.Prekey, record);
        return Issued(TryParse(record, out var prekey, out var error), prekey, error);
    }

    /// <summary>Checks the form and reads the fields.</summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out Prekey? prekey, out Cxe1Error error)
    {
        prekey = null;
        error = Check(bytes.Span);
        if (error == Cxe1Error.None) prekey = new(bytes);
        return error == Cxe1Error.None;
    }

    internal static Cxe1Error Check(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size) return Cxe1Error.WrongLength;
        var reader = new WireReader(bytes);
        if (reader.UInt16() != (ushort)Suite.X25519ChaCha20Poly1305) return Cxe1Error.UnknownSuite;
        reader.Take(16 + 16);
        var kind = (PrekeyKind)reader.Byte();
        if (kind is not (PrekeyKind.SignedPrekey or PrekeyKind.OneTimePrekey or PrekeyKind.ReplyPrekey))
            return Cxe1Error.UnknownValue;
        reader.Take(32);
        var created = reader.UInt53();
        var notAfter = reader.UInt53();
        if (reader.NumberTooLarge) return Cxe1Error.NumberOutOfRange;
        return Lifetime.IsWithin(created, notAfter, LongestLife(kind)) ? Cxe1Error.None : Cxe1Error.LifetimeOutOfRange;
    }

    private static long LongestLife(PrekeyKind kind) => kind switch
    {
        PrekeyKind.SignedPrekey => Cxe1Limits.SignedPrekeyLife,
        PrekeyKind.OneTimePrekey => Cxe1Limits.OneTimePrekeyLife,
        PrekeyKind.ReplyPrekey => Cxe1Limits.ReplyPrekeyLife,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
