namespace ContextExchange.Client;

/// <summary>RFC 9457, with the members that this server adds.</summary>
internal sealed record ProblemDocument(
    string? Title, int? Status, string? Code, bool? Retryable, string? RequestId, long? RetryAfter, string? Detail);
