namespace ContextExchange.Cryptography.Cxe1;

/// <summary>One reader of an epoch. Its 97 bytes are the associated data of the reader's wrap.</summary>
/// <param name="Agent">The reader's agent; for a viewer, the agent of the side whose owner reads.</param>
/// <param name="Device">The device, or the viewer's id.</param>
/// <param name="Kind">What the entry names.</param>
/// <param name="IdentityHash">SHA-256 of the agent's identity key (AIK), for a viewer of the owner's (OIK).</param>
/// <param name="KeyId">Which of the reader's keys the secret is wrapped for: SHA-256(suite || public key).</param>
public readonly record struct RosterEntry(Guid Agent, Guid Device, ReaderKind Kind, Bytes32 IdentityHash, Bytes32 KeyId)
{
    /// <summary>Bytes of one entry.</summary>
    public const int Size = 97;

    /// <summary>The leading bytes (agent, device, kind) by which entries are ordered and unique.</summary>
    internal const int SortKeySize = 33;

    internal static RosterEntry Read(ref WireReader reader) =>
        new(reader.Id(), reader.Id(), (ReaderKind)reader.Byte(), reader.Bytes32(), reader.Bytes32());

    internal void Write(ref WireWriter writer)
    {
        writer.Id(Agent);
        writer.Id(Device);
        writer.Byte((byte)Kind);
        writer.Bytes32(IdentityHash);
        writer.Bytes32(KeyId);
    }
}
