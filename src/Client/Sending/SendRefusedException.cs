namespace ContextExchange.Client;

/// <summary>The server finally refused a message. The code is the status' code, the message says what can be
/// done.</summary>
public sealed class SendRefusedException(SendStatus status, EnvelopeId message)
    : ExchangeException(SendStatuses.Of(status).Code, SendStatuses.Of(status).Remedy, SendStatuses.Of(status).Retryable)
{
    /// <summary>Why.</summary>
    public SendStatus Status { get; } = status;

    /// <summary>Which message.</summary>
    public EnvelopeId EnvelopeId { get; } = message;
}
