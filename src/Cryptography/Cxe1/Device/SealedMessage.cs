namespace ContextExchange.Cryptography.Cxe1;

/// <summary>A sealed message; its bytes stand in the outbox.</summary>
/// <param name="EnvelopeId">The envelope's id.</param>
/// <param name="EnvelopeHash">The envelope's hash.</param>
/// <param name="Sequence">This device's number for it on this connection.</param>
/// <param name="OpenedEpoch">Whether an epoch record was put into the outbox before it.</param>
public readonly record struct SealedMessage(Guid EnvelopeId, Bytes32 EnvelopeHash, long Sequence, bool OpenedEpoch);
