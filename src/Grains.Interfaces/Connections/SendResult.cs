namespace ContextExchange.Grains.Interfaces;

/// <summary>The answer to one message.</summary>
/// <param name="Status">Accepted, held, or why not.</param>
/// <param name="Sequence">The sender's own sequence number that is answered.</param>
/// <param name="At">When the message was settled (store's clock); default where nothing was settled.</param>
/// <param name="RetryAfter">For retryable statuses how long to wait; otherwise zero.</param>
[GenerateSerializer, Immutable, Alias("cex.SendResult")]
public readonly record struct SendResult(SendStatus Status, long Sequence, DateTimeOffset At, TimeSpan RetryAfter);
