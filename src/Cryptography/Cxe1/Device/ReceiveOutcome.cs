namespace ContextExchange.Cryptography.Cxe1;

/// <summary>What became of an envelope.</summary>
/// <param name="Error">None, or why it was refused; then nothing has changed.</param>
/// <param name="Message">The message; null after a refusal, and for a repeat of one that was acknowledged.</param>
/// <param name="IsDuplicate">Whether it was received before.</param>
/// <param name="HasPredecessor">
/// Whether the sender device's message before it is known. False means a gap: it may still come, be held or be lost.
/// </param>
public readonly record struct ReceiveOutcome(
    Cxe1Error Error, ReceivedMessage? Message, bool IsDuplicate, bool HasPredecessor)
{
    internal static ReceiveOutcome Refused(Cxe1Error error) => new(error, null, false, false);
}
