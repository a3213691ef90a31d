namespace ContextExchange.Web.Http;

/// <summary>A refusal as RFC 9457 has it.</summary>
/// <param name="Type">Names the kind of problem.</param>
/// <param name="Title">One sentence for people.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The refusal's or send status's stable name.</param>
/// <param name="Retryable">The same request may succeed later.</param>
/// <param name="RequestId">To name this request to an operator.</param>
/// <param name="RetryAfter">Milliseconds to wait; absent where that does not apply.</param>
internal sealed record Problem(
    string Type, string Title, int Status, string Code, bool Retryable, string RequestId, long? RetryAfter);
