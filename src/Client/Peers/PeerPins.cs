using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>Which identity keys belong to which peer. Once pinned, nothing that a server says changes them.</summary>
internal static class PeerPins
{
    public static AgentIdentity? Find(DeviceStore store, AgentId peer) =>
        DeviceProfile.WithTransaction(store, () => store.Get(ClientTable.Peers, ClientRows.Key(peer.Value))) is { } row
            ? new AgentIdentity(peer.Value, new Bytes32(row.AsSpan(0, 32)), new Bytes32(row.AsSpan(32, 32)))
            : null;

    public static void Keep(DeviceStore store, AgentIdentity identity) =>
        DeviceProfile.WithTransaction(store, () =>
        {
            byte[] row = [.. identity.Aik.ToArray(), .. identity.Oik.ToArray()];
            store.Put(ClientTable.Peers, ClientRows.Key(identity.Agent), row);
            return true;
        });

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
