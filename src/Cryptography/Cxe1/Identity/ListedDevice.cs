namespace ContextExchange.Cryptography.Cxe1;

/// <summary>One device in an agent's signed device list.</summary>
/// <param name="Device">The device.</param>
/// <param name="Dsk">Its Ed25519 signing key, which outlives the certificates for it.</param>
/// <param name="Added">Unix milliseconds at which the list first named it.</param>
public readonly record struct ListedDevice(Guid Device, Bytes32 Dsk, long Added)
{
    /// <summary>Bytes of one entry.</summary>
    internal const int Size = 56;

    internal static ListedDevice Read(ref WireReader reader) => new(reader.Id(), reader.Bytes32(), reader.UInt53());

    internal void Write(ref WireWriter writer)
    {
        writer.Id(Device);
        writer.Bytes32(Dsk);
        writer.UInt53(Added);
    }
}
