namespace ContextExchange.Client;

/// <summary>A message that waits for an owner's decision.</summary>
/// <param name="Message">Its envelope id.</param>
/// <param name="Connection">Where it was sent.</param>
/// <param name="Sender">Who sent it.</param>
/// <param name="Recipient">To whom.</param>
/// <param name="Category">Under which label.</param>
/// <param name="Side">The agent whose owner is asked.</param>
/// <param name="HeldAt">Since when it waits.</param>
/// <param name="ExpiresAt">Until when it can be decided.</param>
/// <param name="Envelope">The sealed message.</param>
public sealed record ApprovalInfo(
    EnvelopeId Message, ConnectionId Connection, AgentId Sender, AgentId Recipient, string Category, AgentId Side,
    DateTimeOffset HeldAt, DateTimeOffset ExpiresAt, byte[] Envelope);
