namespace ContextExchange.Cryptography.Cxe1;

/// <summary>What an epoch rests on. If any of it changes, the next message opens a new one.</summary>
internal readonly record struct EpochBasis(
    Bytes32 OwnDevices,
    Bytes32 PeerDevices,
    Bytes32 OwnTerms,
    Bytes32 PeerTerms,
    Bytes32 OwnViewer,
    Bytes32 PeerViewer,
    Bytes32 Certificate)
{
    public static EpochBasis Of(SendingTurn turn) =>
        new(
            turn.Own.Devices.Hash,
            turn.Peer.Devices.Hash,
            turn.OwnTerms.Hash,
            turn.PeerTerms.Hash,
            turn.OwnViewer?.Hash ?? default,
            turn.PeerViewer?.Hash ?? default,
            turn.Certificate.Hash);
}
