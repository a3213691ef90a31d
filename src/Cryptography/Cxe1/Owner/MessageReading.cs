namespace ContextExchange.Cryptography.Cxe1;

/// <summary>What reading a message gave.</summary>
/// <param name="Error">None, or why it was refused.</param>
/// <param name="Message">The message; null exactly after a refusal.</param>
public readonly record struct MessageReading(Cxe1Error Error, ReceivedMessage? Message);
