namespace ContextExchange.Client;

/// <summary>
/// The server finally refused a message, or the signed contract forbids to seal it. The code is the status' code, the
/// message says what can be done.
/// </summary>
public sealed class SendRefusedException(SendStatus status, EnvelopeId message)
    : ExchangeException(SendStatuses.Of(status).Code, SendStatuses.Of(status).Remedy, SendStatuses.Of(status).Retryable)
{
    /// <summary>Why.</summary>
    public SendStatus Status { get; } = status;

    /// <summary>Which message; the zero id where none was sealed.</summary>
    public EnvelopeId EnvelopeId { get; } = message;
}
