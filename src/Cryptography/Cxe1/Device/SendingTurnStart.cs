using ContextExchange.Protocol;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// Judges, before anything is sealed, whether this device may send this message now: its own certificate, both
/// directories, both sides' newest terms, and whether every owner that must read or decide can.
/// </summary>
internal sealed class SendingTurnStart(IDeviceTransaction transaction, DeviceKeys device, long now)
{
    public Cxe1Error TryBegin(
        ConnectionContext connection,
        AgentDirectory own,
        AgentDirectory peer,
        OutgoingMessage message,
        out SendingTurn? turn)
    {
        turn = null;
        var error = CheckKeys(connection, own, peer, out var certificate);
        if (error != Cxe1Error.None || certificate is null) return error;
        error = LearnNewest(connection, true, out var ownTerms);
        if (error != Cxe1Error.None || ownTerms is null) return error;
        error = LearnNewest(connection, false, out var peerTerms);
        if (error != Cxe1Error.None || peerTerms is null) return error;
        if (!ConsentRule.IsAllowed(message.Category, ownTerms, peerTerms)) return Cxe1Error.NotAllowed;
        var requested = ownTerms.ShareLevel(message.Category) == ConsentLevel.Ask
            ? RequestedLevel.Ask
            : message.Requested;
        bool Needs(OwnerSide side) =>
            ConsentRule.Needs(message.Category, requested, side, ownTerms, peerTerms);
        if (!TryFindViewer(own, ownTerms, Needs(OwnerSide.Sender), out var ownViewer)
            || !TryFindViewer(peer, peerTerms, Needs(OwnerSide.Recipient), out var peerViewer))
            return Cxe1Error.NoViewer;
        turn = new()
        {
            Transaction = transaction,
            Connection = connection,
            Own = own,
            Peer = peer,
            Certificate = certificate,
            Now = now,
            OwnTerms = ownTerms,
            PeerTerms = peerTerms,
            Requested = requested,
            OwnViewer = ownViewer,
            PeerViewer = peerViewer,
        };
        return Cxe1Error.None;
    }

    private Cxe1Error CheckKeys(
        ConnectionContext connection, AgentDirectory own, AgentDirectory peer, out DeviceCertificate? certificate)
    {
        certificate = device.Certificate;
        if (own.Identity != connection.Own || peer.Identity != connection.Peer || device.Agent != connection.Own.Agent)
            return Cxe1Error.WrongIdentity;
        var error = DirectoryPins.Check(transaction, own);
        if (error == Cxe1Error.None) error = DirectoryPins.Check(transaction, peer);
        if (error != Cxe1Error.None) return error;
        var isListed = own.Devices.Find(device.Device) is { } listed && listed.Dsk == device.DskPublic;
        return isListed && certificate is not null && certificate.IsValidAt(now)
            ? Cxe1Error.None
            : Cxe1Error.OwnCertificateInvalid;
    }

    private Cxe1Error LearnNewest(ConnectionContext connection, bool own, out ConnectionTerms? newest)
    {
        var error = KnownTerms.LearnNewest(transaction, connection, own, now, out newest);
        return error == Cxe1Error.None && newest is null ? Cxe1Error.TermsUnknown : error;
    }

    /// <summary>
    /// The viewer that must stand in the roster; an owner that only may decide about other messages does not read.
    /// </summary>
    private bool TryFindViewer(
        AgentDirectory directory, ConnectionTerms terms, bool decides, out ViewerCertificate? viewer)
    {
        // Terms under which nothing asks have no place for a viewer, also if the sender asks of its own accord.
        var reads = terms.OwnerRead == OwnerRead.Everything || decides;
        viewer = reads ? directory.NewestViewer(now) : null;
        return !reads || (viewer is not null && terms.AdmitsViewer);
    }
}
