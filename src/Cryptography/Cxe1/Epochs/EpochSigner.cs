namespace ContextExchange.Cryptography.Cxe1;

/// <summary>Who opened an epoch and for how long: what every message of it is held to.</summary>
internal readonly record struct EpochSigner(
    Guid Connection, Guid SenderAgent, Guid SenderDevice, Bytes32 Dsk, long Created, long Expiry)
{
    /// <summary>
    /// The rows of docs/protocol/cxe1.md, section 9, from the sender to the signature. Every reader knows the epoch's
    /// secret, so it is the signature, and not the ciphertext, that says who wrote.
    /// </summary>
    public Cxe1Error Check(ConnectionContext connection, EnvelopeView envelope, Bytes32 envelopeHash)
    {
        if (envelope.Connection != connection.Connection
            || envelope.Connection != Connection
            || envelope.SenderAgent != SenderAgent
            || envelope.SenderDevice != SenderDevice)
            return Cxe1Error.WrongSender;
        var recipient = SenderAgent == connection.Own.Agent ? connection.Peer.Agent : connection.Own.Agent;
        if (envelope.RecipientAgent != recipient) return Cxe1Error.WrongRecipient;
        if (envelope.Created < Created || envelope.Created >= Expiry) return Cxe1Error.OutsideEpoch;
        if (!envelope.CiphertextMatches()) return Cxe1Error.CiphertextMismatch;
        return Signatures.Verify(Dsk, SignaturePurpose.Message, envelopeHash, envelope.Signature)
            ? Cxe1Error.None
            : Cxe1Error.SignatureInvalid;
    }
}
