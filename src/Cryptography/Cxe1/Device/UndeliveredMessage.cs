namespace ContextExchange.Cryptography.Cxe1;

/// <summary>A text that no reader could open, although it was sealed twice.</summary>
/// <param name="EnvelopeHash">The second envelope, under which the text is kept.</param>
/// <param name="Message">What was to be sent.</param>
public sealed record UndeliveredMessage(Bytes32 EnvelopeHash, OutgoingMessage Message);
