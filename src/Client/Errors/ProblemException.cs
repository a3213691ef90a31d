namespace ContextExchange.Client;

/// <summary>The server refused a REST call. The code is one of <see cref="Refusals"/> or
/// <see cref="SendStatuses"/>.</summary>
public sealed class ProblemException(
    string code, string message, bool retryable, int httpStatus, TimeSpan? retryAfter, string? requestId)
    : ExchangeException(code, message, retryable)
{
    /// <summary>The HTTP status, 400 to 599.</summary>
    public int HttpStatus { get; } = httpStatus;

    /// <summary>How long the server asks to wait; null where it says nothing.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>Names the request in the server's logs; null where it said none.</summary>
    public string? RequestId { get; } = requestId;
}
