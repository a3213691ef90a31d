using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Grains.Connections;

/// <summary>
/// What a published epoch must be: opened by its device, for exactly the readers in force, under current terms. Pure.
/// </summary>
internal static class EpochRules
{
    public static Refusal Check(
        EpochView epoch, AgentStanding own, AgentStanding peer, ConnectionSide ownSide, ConnectionSide peerSide,
        long now)
    {
        if (!AgentCertificate.TryParse(own.Certificate, out var ownAgent, out _)) return Refusal.InvalidSignature;
        if (!AgentCertificate.TryParse(peer.Certificate, out var peerAgent, out _)) return Refusal.InvalidSignature;

        var signature = CheckSignature(epoch, own, ownAgent, now);
        if (signature != Refusal.None) return signature;
        if (!IsCurrent(epoch.SenderTerms, ownSide) || !IsCurrent(epoch.RecipientTerms, peerSide))
            return Refusal.StaleVersion;
        if (Find(own, epoch.SenderListVersion) is not { } ownRoster) return Refusal.StaleVersion;
        if (Find(peer, epoch.RecipientListVersion) is not { } peerRoster) return Refusal.StaleVersion;
        if (!NamesDevices(epoch, ownRoster, ownAgent, peerRoster, peerAgent)) return Refusal.StaleVersion;
        if (!NamesViewers(epoch, own, ownAgent, ownSide) || !NamesViewers(epoch, peer, peerAgent, peerSide))
            return Refusal.StaleVersion;
        if (epoch.Created > now + Cxe1Limits.ClockTolerance) return Refusal.Malformed;
        if (epoch.Expiry <= now) return Refusal.Expired;
        return own.Frozen || peer.Frozen || ownSide.Frozen || peerSide.Frozen ? Refusal.Frozen : Refusal.None;
    }

    private static Refusal CheckSignature(EpochView epoch, AgentStanding own, AgentCertificate agent, long now)
    {
        if (epoch.AikHash != agent.Aik.Sha256OfBytes()) return Refusal.InvalidSignature;
        foreach (var device in own.Devices)
        {
            if (device.Device.Value != epoch.SenderDevice) continue;
            if (!DeviceCertificate.TryParse(device.Certificate, out var certificate, out _))
                return Refusal.InvalidSignature;
            if (epoch.CertificateHash != certificate.Hash) return Refusal.StaleVersion;
            if (now >= certificate.NotAfter) return Refusal.Expired;
            return epoch.VerifySignature(certificate.Dsk) ? Refusal.None : Refusal.InvalidSignature;
        }

        return Refusal.Forbidden;
    }

    /// <summary>
    /// The roster names every listed device but the sending one, and nobody else but viewers.
    /// </summary>
    private static bool NamesDevices(
        EpochView epoch, DeviceRoster ownRoster, AgentCertificate own, DeviceRoster peerRoster, AgentCertificate peer)
    {
        var devices = 0;
        for (var i = 0; i < epoch.EntryCount; i++)
        {
            var entry = epoch.Entry(i);
            var (roster, agent) = entry.Agent == own.Agent ? (ownRoster, own) : (peerRoster, peer);
            if (entry.Agent != agent.Agent) return false;
            if (entry.Kind == ReaderKind.OwnerViewer) continue;

            if (entry.IdentityHash != agent.Aik.Sha256OfBytes() || !Lists(roster, entry.Device)) return false;
            if (entry.Device == epoch.SenderDevice) return false;
            devices++;
        }

        // Entries are unique, so counting them is enough to know that none is missing.
        var sender = Lists(ownRoster, epoch.SenderDevice) ? 1 : 0;
        return devices == ownRoster.Devices.Count - sender + peerRoster.Devices.Count && sender == 1;
    }

    /// <summary>
    /// The roster names at most one viewer of this side: a certified one of its owner, in force when the epoch was
    /// opened, where the side's terms let the owner read anything; and it does where the owner reads every message.
    /// </summary>
    private static bool NamesViewers(
        EpochView epoch, AgentStanding standing, AgentCertificate agent, ConnectionSide side)
    {
        if (side.Terms is not { } terms) return false;
        var viewers = 0;
        for (var i = 0; i < epoch.EntryCount; i++)
        {
            var entry = epoch.Entry(i);
            if (entry.Kind != ReaderKind.OwnerViewer || entry.Agent != agent.Agent) continue;
            if (entry.IdentityHash != agent.OikHash || !IsCertified(entry, standing, epoch.Created)) return false;
            viewers++;
        }
        if (viewers > 1) return false;
        return viewers == 1 ? TermsRules.AdmitViewer(terms) : !terms.OwnerReads;
    }

    private static bool IsCertified(RosterEntry entry, AgentStanding standing, long created)
    {
        foreach (var bytes in standing.Viewers)
            if (ViewerCertificate.TryParse(bytes, out var viewer, out _) && viewer.Viewer == entry.Device)
                return viewer.KeyId == entry.KeyId && viewer.IsValidAt(created);
        return false;
    }

    private static bool Lists(DeviceRoster roster, Guid device)
    {
        foreach (var listed in roster.Devices)
            if (listed.Value == device) return true;
        return false;
    }

    private static DeviceRoster? Find(AgentStanding standing, uint version)
    {
        foreach (var roster in standing.Rosters)
            if (roster.Version == version) return roster;
        return null;
    }

    public static bool IsCurrent(Bytes32 named, ConnectionSide side) =>
        side.TermsHash.Length == Bytes32.Size && named == new Bytes32(side.TermsHash.Span);
}
