using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>
/// Which identity keys belong to which peer. Once pinned, nothing that a server says changes them, but what the pinned
/// agent key itself has signed (CXE1, 5.6).
/// </summary>
internal static class PeerPins
{
    public static AgentIdentity? Find(DeviceStore store, AgentId peer) =>
        DeviceProfile.WithTransaction(store, () => store.Get(ClientTable.Peers, ClientRows.Key(peer.Value))) is { } row
            ? IdentityRows.Read(peer.Value, row)
            : null;

    public static void Keep(DeviceStore store, AgentIdentity identity) =>
        DeviceProfile.WithTransaction(store, () =>
        {
            store.Put(ClientTable.Peers, ClientRows.Key(identity.Agent), IdentityRows.Write(identity));
            return true;
        });

    /// <summary>
    /// Pins what a person has said is right. Where that is another key and no successor of the pinned one, what the
    /// old one has signed means nothing any more.
    /// </summary>
    public static void Trust(DeviceStore store, AgentIdentity identity)
    {
        var pinned = Find(store, new AgentId(identity.Agent));
        if (pinned == identity) return;
        DeviceProfile.WithTransaction(store, () =>
        {
            if (pinned is not null) KeyHistory.Forget(store, identity.Agent);
            store.Put(ClientTable.Peers, ClientRows.Key(identity.Agent), IdentityRows.Write(identity));
            return true;
        });
    }

    /// <summary>The rotations that a server shows; what is none is passed over.</summary>
    public static IReadOnlyList<Rotation> RotationsOf(PeerKeys keys)
    {
        var rotations = new List<Rotation>();
        foreach (var bytes in keys.Rotations)
            if (Rotation.TryParse(bytes, out var rotation, out _)) rotations.Add(rotation);
        return rotations;
    }

    /// <summary>The identity that a certificate claims, if the owner's key signed it.</summary>
    /// <exception cref="ExchangeException"><c>peer-identity-invalid</c>.</exception>
    public static AgentIdentity Claimed(AgentId peer, ReadOnlyMemory<byte> certificate, ReadOnlySpan<byte> ownerKey)
    {
        if (ownerKey.Length == Bytes32.Size && AgentCertificate.TryParse(certificate, out var parsed, out _))
        {
            var oik = new Bytes32(ownerKey);
            if (parsed.Agent == peer.Value && parsed.OikHash == oik.Sha256OfBytes() && parsed.VerifySignature(oik))
                return new AgentIdentity(peer.Value, parsed.Aik, oik);
        }

        throw new ExchangeException(
            "peer-identity-invalid", $"The certificate of {peer} is not signed by its owner's key: do not send to it.");
    }
}
