namespace ContextExchange.Client;

/// <summary>A message that is on its way.</summary>
/// <param name="Message">The envelope's id.</param>
/// <param name="Receipt">Completes with the server's receipt, or fails as <see cref="AgentClient.SendAsync"/>
/// does.</param>
public sealed record PostedMessage(EnvelopeId Message, Task<SendReceipt> Receipt);
