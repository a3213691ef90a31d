namespace ContextExchange.Cryptography.Cxe1;

/// <summary>Judges a nack and finds the texts that it means. It seals nothing.</summary>
internal sealed class NackAnswer(IDeviceStore store, ConnectionContext connection, AgentDirectory peer)
{
    /// <summary>Whether a listed device of the peer signed it; and which envelopes' texts are still here.</summary>
    public Cxe1Error Check(Nack nack, out IReadOnlyList<Bytes32> envelopes)
    {
        envelopes = [];
        if (peer.Identity != connection.Peer
            || nack.Connection != connection.Connection
            || nack.Agent != connection.Peer.Agent)
            return Cxe1Error.WrongIdentity;
        if (peer.Devices.Find(nack.Device) is not { } listed) return Cxe1Error.DeviceNotListed;
        if (!nack.VerifySignature(listed.Dsk)) return Cxe1Error.SignatureInvalid;
        using var transaction = store.Begin();
        if (nack.EnvelopeHash.IsZero)
            envelopes = SentMessages.OfEpoch(transaction, nack.EpochHash);
        else if (SentMessages.EpochOf(transaction, nack.EnvelopeHash) == nack.EpochHash)
            envelopes = [nack.EnvelopeHash];
        return Cxe1Error.None;
    }

    /// <summary>Whether this envelope is a text's second sealing, after which there is none.</summary>
    public bool IsResealed(Bytes32 envelopeHash)
    {
        using var transaction = store.Begin();
        return SentMessages.IsResealed(transaction, envelopeHash);
    }
}
