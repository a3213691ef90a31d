namespace ContextExchange.Grains.Interfaces;

/// <summary>How a call under an idempotency key stands.</summary>
/// <param name="Standing">What the edge has to do.</param>
/// <param name="Ticket">Names the call when it was begun; 0 otherwise.</param>
/// <param name="Answer">The first one's answer, as it was given to <c>Finish</c>; empty unless answered.</param>
[GenerateSerializer, Immutable, Alias("cex.IdempotentCall")]
public sealed record IdempotentCall(IdempotentStanding Standing, long Ticket, ReadOnlyMemory<byte> Answer);
