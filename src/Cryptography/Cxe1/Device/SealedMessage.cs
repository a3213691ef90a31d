namespace ContextExchange.Cryptography.Cxe1;

/// <summary>A sealed message; its bytes stand in the outbox.</summary>
/// <param name="EnvelopeId">The envelope's id.</param>
/// <param name="EnvelopeHash">The envelope's hash.</param>
/// <param name="Sequence">This device's number for it on this connection.</param>
/// <param name="Envelope">Its place in the outbox and its bytes.</param>
/// <param name="Epoch">The epoch record that was put into the outbox before it; null if its epoch is not new.</param>
public readonly record struct SealedMessage(
    Guid EnvelopeId, Bytes32 EnvelopeHash, long Sequence, OutboxItem Envelope, OutboxItem? Epoch)
{
    /// <summary>Whether an epoch record was put into the outbox before it.</summary>
    public bool OpenedEpoch => Epoch is not null;
}
