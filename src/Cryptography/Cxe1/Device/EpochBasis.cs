namespace ContextExchange.Cryptography.Cxe1;

/// <summary>What an epoch rests on. If any of it changes, the next message opens a new one.</summary>
internal readonly record struct EpochBasis(
    Bytes32 OwnDevices, Bytes32 PeerDevices, Bytes32 OwnTerms, Bytes32 PeerTerms, Bytes32 Certificate)
{
    public static EpochBasis Of(SendingTurn turn, DeviceCertificate certificate) =>
        new(
            turn.Own.Devices.Hash,
            turn.Peer.Devices.Hash,
            turn.Connection.OwnTerms,
            turn.Connection.PeerTerms,
            certificate.Hash);
}
