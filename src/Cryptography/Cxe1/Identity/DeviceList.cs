using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// The devices of one agent, signed by its identity key (AIK). Every change is a new version that names the one
/// before by hash, so a server can neither add a device nor keep a revoked one.
/// </summary>
public sealed class DeviceList : SignedRecord
{
    /// <summary>Bytes without entries and signature.</summary>
    private const int FixedSize = 94;

    /// <summary>The longest list.</summary>
    public const int MaxSize = FixedSize + Cxe1Limits.DevicesPerAgent * ListedDevice.Size + Cxe1Limits.SignatureSize;

    /// <summary>The first byte, which tells the two records of purpose <c>device</c> apart.</summary>
    private const byte Form = 2;

    private DeviceList(ReadOnlyMemory<byte> bytes) : base(bytes, SignaturePurpose.Device)
    {
        var reader = new WireReader(bytes.Span);
        reader.Byte();
        Agent = reader.Id();
        AikHash = reader.Bytes32();
        Version = reader.UInt32();
        Created = reader.UInt53();
        PreviousHash = reader.Bytes32();
        var devices = new ListedDevice[reader.Byte()];
        for (var i = 0; i < devices.Length; i++) devices[i] = ListedDevice.Read(ref reader);
        Devices = [.. devices];
    }

    /// <summary>The agent.</summary>
    public Guid Agent { get; }

    /// <summary>SHA-256 of the signing agent's key.</summary>
    public Bytes32 AikHash { get; }

    /// <summary>1, 2, 3, ...</summary>
    public uint Version { get; }

    /// <summary>Unix milliseconds from which this version is in force.</summary>
    public long Created { get; }

    /// <summary>The hash of the version before; zero for version 1.</summary>
    public Bytes32 PreviousHash { get; }

    /// <summary>0 to 8 devices in ascending order of their ids' bytes.</summary>
    public ImmutableArray<ListedDevice> Devices { get; }

    /// <summary>The listed device with this id, or null.</summary>
    public ListedDevice? Find(Guid device)
    {
        foreach (var listed in Devices)
            if (listed.Device == device)
                return listed;
        return null;
    }

    /// <summary>Signs a list.</summary>
    /// <param name="aik">The agent's identity key.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="created">Unix milliseconds.</param>
    /// <param name="devices">At most 8, in any order, no id twice.</param>
    /// <param name="previous">The version before; null for the first.</param>
    public static DeviceList Issue(
        Key aik, Guid agent, long created, IEnumerable<ListedDevice> devices, DeviceList? previous)
    {
        var sorted = devices.OrderBy(device => device.Device, SortedEntries.ById).ToArray();
        var record = new byte[FixedSize + sorted.Length * ListedDevice.Size + Cxe1Limits.SignatureSize];
        var writer = new WireWriter(record);
        writer.Byte(Form);
        writer.Id(agent);
        writer.Bytes32(aik.HashOfPublicKey());
        writer.UInt32((previous?.Version ?? 0) + 1);
        writer.UInt53(created);
        writer.Bytes32(previous?.Hash ?? default);
        writer.Byte(checked((byte)sorted.Length));
        foreach (var device in sorted) device.Write(ref writer);
        Sign(aik, SignaturePurpose.Device, record);
        return Issued(TryParse(record, out var list, out var error), list, error);
    }

    /// <summary>Checks the form and reads the fields.</summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out DeviceList? list, out Cxe1Error error)
    {
        list = null;
        error = Check(bytes.Span);
        if (error == Cxe1Error.None) list = new(bytes);
        return error == Cxe1Error.None;
    }

    private static Cxe1Error Check(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < FixedSize + Cxe1Limits.SignatureSize) return Cxe1Error.WrongLength;
        var count = bytes[FixedSize - 1];
        if (bytes.Length != FixedSize + count * ListedDevice.Size + Cxe1Limits.SignatureSize)
            return Cxe1Error.WrongLength;
        var reader = new WireReader(bytes);
        if (reader.Byte() != Form) return Cxe1Error.UnknownValue;
        reader.Take(16 + 32);
        var version = reader.UInt32();
        reader.UInt53();
        var isFirst = reader.Bytes32().IsZero;
        if (reader.NumberTooLarge || version == 0 || isFirst != (version == 1) || count > Cxe1Limits.DevicesPerAgent)
            return Cxe1Error.NumberOutOfRange;
        reader.Byte();
        var entries = reader.Take(count * ListedDevice.Size);
        for (var i = 0; i < count; i++)
        {
            var entry = new WireReader(entries.Slice(i * ListedDevice.Size, ListedDevice.Size));
            ListedDevice.Read(ref entry);
            if (entry.NumberTooLarge) return Cxe1Error.NumberOutOfRange;
        }
        return SortedEntries.AreAscending(entries, ListedDevice.Size, keySize: 16)
            ? Cxe1Error.None
            : Cxe1Error.NotSorted;
    }
}
