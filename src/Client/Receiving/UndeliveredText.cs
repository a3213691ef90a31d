namespace ContextExchange.Client;

/// <summary>A text that could not be delivered.</summary>
/// <param name="LogicalId">The message's name, see <see cref="Message.LogicalId"/>.</param>
/// <param name="Text">What was to be sent.</param>
public sealed record UndeliveredText(Guid LogicalId, string Text);
