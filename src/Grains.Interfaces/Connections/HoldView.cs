namespace ContextExchange.Grains.Interfaces;

/// <summary>A message that waits for an owner's decision.</summary>
/// <param name="Message">Its envelope id.</param>
/// <param name="Connection">Where it was sent.</param>
/// <param name="Sender">Who sent it.</param>
/// <param name="Recipient">To whom.</param>
/// <param name="Category">Under which label.</param>
/// <param name="Side">Whose owner is asked.</param>
/// <param name="HeldAt">Since when.</param>
/// <param name="ExpiresAt">Until when it can be decided.</param>
/// <param name="Envelope">The sealed message with the approvals so far behind it, for an owner whose viewer key opens
/// it.</param>
[GenerateSerializer, Immutable, Alias("cex.HoldView")]
public sealed record HoldView(
    EnvelopeId Message, ConnectionId Connection, AgentId Sender, AgentId Recipient, string Category, AgentId Side,
    DateTimeOffset HeldAt, DateTimeOffset ExpiresAt, ReadOnlyMemory<byte> Envelope);
