using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// An <see cref="OwnerNote"/>, sealed by HPKE to the signed prekey of each device of the agent to whom it speaks.
/// count 1 || entries ordered by device: device 16, key id 32, enc 32, ct 1,189.
/// </summary>
public sealed class SealedNote
{
    /// <summary>The longest form: 8 devices.</summary>
    public const int MaxSize = 1 + Cxe1Limits.DevicesPerAgent * EntrySize;

    private const int KeyIdOffset = 16;
    private const int EncapsulationOffset = KeyIdOffset + 32;
    private const int CiphertextOffset = EncapsulationOffset + Hpke.EncapsulationSize;
    private const int EntrySize = CiphertextOffset + OwnerNote.Size + Hpke.TagSize;

    private SealedNote(ReadOnlyMemory<byte> bytes) => Bytes = bytes;

    /// <summary>The whole form, borrowed from whoever parsed it.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>1 to 8.</summary>
    public int Count => Bytes.Span[0];

    /// <summary>The devices that can open it, in ascending order.</summary>
    public IEnumerable<Guid> Devices
    {
        get
        {
            for (var i = 0; i < Count; i++) yield return new(Entry(i)[..KeyIdOffset], bigEndian: true);
        }
    }

    /// <summary>Seals a note.</summary>
    /// <param name="note">The note.</param>
    /// <param name="prekeys">
    /// One signed prekey (SPK) of each device of the agent, 1 to 8, verified, as from
    /// <see cref="AgentDirectory.SignedPrekeys"/>.
    /// </param>
    /// <exception cref="ArgumentException">
    /// Not 1 to 8 signed prekeys of different devices, or one of small order.
    /// </exception>
    public static SealedNote Seal(OwnerNote note, IEnumerable<Prekey> prekeys) =>
        Seal(note, prekeys, Ephemerals.Fresh);

    internal static SealedNote Seal(OwnerNote note, IEnumerable<Prekey> prekeys, MakeEphemeral makeEphemeral)
    {
        var sorted = prekeys.OrderBy(prekey => prekey.Device, SortedEntries.ById).ToArray();
        if (sorted.Length is 0 or > Cxe1Limits.DevicesPerAgent
            || sorted.Any(prekey => prekey.Kind != PrekeyKind.SignedPrekey))
            throw new ArgumentException("1 to 8 signed prekeys are needed.", nameof(prekeys));
        var bytes = new byte[1 + sorted.Length * EntrySize];
        bytes[0] = (byte)sorted.Length;
        for (var i = 0; i < sorted.Length; i++)
            SealEntry(note, sorted[i], bytes.AsSpan(1 + i * EntrySize, EntrySize), makeEphemeral);
        return TryParse(bytes, out var sealedNote, out var error)
            ? sealedNote
            : throw new ArgumentException($"These prekeys make no valid note: {error}.", nameof(prekeys));
    }

    /// <summary>Checks the form.</summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out SealedNote? note, out Cxe1Error error)
    {
        note = null;
        error = Check(bytes.Span);
        if (error == Cxe1Error.None) note = new(bytes);
        return error == Cxe1Error.None;
    }

    /// <summary>Opens the note for this device and checks that it is about the message and from the owner.</summary>
    /// <param name="store">The device's store, which holds the prekey.</param>
    /// <param name="device">The reading device.</param>
    /// <param name="envelopeHash">The message that the note must be about.</param>
    /// <param name="connection">The message's connection.</param>
    /// <param name="side">Whose owner must speak.</param>
    /// <param name="oik">The pinned identity key of the owner of that side.</param>
    /// <param name="note">The note; null on refusal.</param>
    /// <returns>
    /// None, <see cref="Cxe1Error.NotAReader"/>, <see cref="Cxe1Error.PrekeyGone"/>,
    /// <see cref="Cxe1Error.CannotOpen"/>, why the record inside is not canonical,
    /// <see cref="Cxe1Error.WrongIdentity"/> or <see cref="Cxe1Error.SignatureInvalid"/>.
    /// </returns>
    public Cxe1Error Open(
        IDeviceStore store,
        DeviceKeys device,
        Bytes32 envelopeHash,
        Guid connection,
        OwnerSide side,
        Bytes32 oik,
        out OwnerNote? note)
    {
        using var transaction = store.Begin();
        var error = Open(
            device.Device, envelopeHash, keyId => PrekeyShelf.Find(transaction, keyId)?.Key, out var opened);
        if (error == Cxe1Error.None) error = Check(opened, device.Agent, envelopeHash, connection, side, oik);
        note = error == Cxe1Error.None ? opened : null;
        return error;
    }

    /// <summary>Whether an opened note is about the message and from the owner.</summary>
    internal static Cxe1Error Check(
        OwnerNote? note, Guid agent, Bytes32 envelopeHash, Guid connection, OwnerSide side, Bytes32 oik)
    {
        if (note is null
            || note.EnvelopeHash != envelopeHash
            || note.Connection != connection
            || note.Agent != agent
            || note.Side != side)
            return Cxe1Error.WrongIdentity;
        return note.VerifySignature(oik) ? Cxe1Error.None : Cxe1Error.SignatureInvalid;
    }

    /// <summary>Opens the entry of one device with a key from anywhere.</summary>
    /// <param name="device">The reading device.</param>
    /// <param name="envelopeHash">The message that the note must be about.</param>
    /// <param name="privateKeyOf">The private half of a prekey by its key id; null if it is gone.</param>
    /// <param name="note">The note, whose signature and fields the caller checks; null on refusal.</param>
    /// <returns>
    /// None, <see cref="Cxe1Error.NotAReader"/>, <see cref="Cxe1Error.PrekeyGone"/>,
    /// <see cref="Cxe1Error.CannotOpen"/>, or why the record inside is not canonical.
    /// </returns>
    internal Cxe1Error Open(Guid device, Bytes32 envelopeHash, Func<Bytes32, Key?> privateKeyOf, out OwnerNote? note)
    {
        note = null;
        var index = Devices.ToList().IndexOf(device);
        if (index < 0) return Cxe1Error.NotAReader;
        var entry = Entry(index);
        using var key = privateKeyOf(new(entry.Slice(KeyIdOffset, 32)));
        if (key is null) return Cxe1Error.PrekeyGone;
        var record = new byte[OwnerNote.Size];
        var opens = Hpke.OpenBase(
            key,
            entry.Slice(EncapsulationOffset, Hpke.EncapsulationSize),
            Info(envelopeHash),
            entry[..EncapsulationOffset],
            entry[CiphertextOffset..],
            record);
        if (!opens) return Cxe1Error.CannotOpen;
        return OwnerNote.TryParse(record, out note, out var error) ? Cxe1Error.None : error;
    }

    private ReadOnlySpan<byte> Entry(int index) => Bytes.Span.Slice(1 + index * EntrySize, EntrySize);

    private static void SealEntry(OwnerNote note, Prekey prekey, Span<byte> entry, MakeEphemeral makeEphemeral)
    {
        var writer = new WireWriter(entry);
        writer.Id(prekey.Device);
        writer.Bytes32(prekey.KeyId);
        var recipient = PublicKey.Import(
            KeyAgreementAlgorithm.X25519, prekey.PublicKey.ToArray(), KeyBlobFormat.RawPublicKey);
        try
        {
            using var ephemeral = makeEphemeral();
            Hpke.SealBase(
                HpkeSuite.Default,
                ephemeral,
                recipient,
                Info(note.EnvelopeHash),
                entry[..EncapsulationOffset],
                note.Bytes.Span,
                entry.Slice(EncapsulationOffset, Hpke.EncapsulationSize),
                entry[CiphertextOffset..]);
        }
        catch (CryptographicException exception)
        {
            throw new ArgumentException("A prekey is of small order.", nameof(prekey), exception);
        }
    }

    private static byte[] Info(Bytes32 envelopeHash)
    {
        var info = new byte["CXE1 note"u8.Length + 2 + 32];
        var writer = new WireWriter(info);
        writer.Bytes("CXE1 note"u8);
        writer.UInt16((ushort)Suite.X25519ChaCha20Poly1305);
        writer.Bytes32(envelopeHash);
        return info;
    }

    private static Cxe1Error Check(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || bytes.Length != 1 + bytes[0] * EntrySize) return Cxe1Error.WrongLength;
        if (bytes[0] is 0 or > Cxe1Limits.DevicesPerAgent) return Cxe1Error.NumberOutOfRange;
        return SortedEntries.AreAscending(bytes[1..], EntrySize, keySize: 16) ? Cxe1Error.None : Cxe1Error.NotSorted;
    }
}
