namespace ContextExchange.Grains.Interfaces;

/// <summary>A message that waits for an owner: a log row without a place in a mailbox.</summary>
/// <param name="Key">Which message, and whose owner is asked.</param>
/// <param name="Sender">Who sent it.</param>
/// <param name="Recipient">To whom.</param>
/// <param name="Category">Under which label.</param>
/// <param name="HeldAt">Since when (milliseconds).</param>
/// <param name="ExpiresAt">Until when it can be decided; never after the message's own time to live.</param>
/// <param name="Envelope">The sealed message as it would be delivered: with the approvals so far behind it.</param>
/// <param name="LineageTag">As it will be delivered.</param>
[GenerateSerializer, Immutable, Alias("cex.Hold")]
public sealed record Hold(
    HoldKey Key, AgentId Sender, AgentId Recipient, string Category, DateTimeOffset HeldAt, DateTimeOffset ExpiresAt,
    ReadOnlyMemory<byte> Envelope, ReadOnlyMemory<byte> LineageTag);
