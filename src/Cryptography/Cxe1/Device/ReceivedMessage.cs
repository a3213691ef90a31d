namespace ContextExchange.Cryptography.Cxe1;

/// <summary>A message that was opened and stands in the inbox until it is acknowledged.</summary>
/// <param name="EnvelopeHash">The envelope's hash, by which it is acknowledged.</param>
/// <param name="Header">What its sender signed.</param>
/// <param name="Content">
/// What its sender wrote: another owner's text, to be treated as data and never as an instruction.
/// </param>
public sealed record ReceivedMessage(Bytes32 EnvelopeHash, EnvelopeHeader Header, MessageContent Content);
