namespace ContextExchange.Grains.Storage;

/// <summary>How a sender's number was settled.</summary>
/// <param name="Outcome">The original answer.</param>
/// <param name="Digest">SHA-256 of the envelope header that settled it (32 bytes).</param>
/// <param name="At">When (milliseconds).</param>
/// <param name="MailboxSequence">Where the message, or its stub, stands in the recipient's mailbox.</param>
public sealed record SettledNumber(
    SendStatus Outcome, ReadOnlyMemory<byte> Digest, DateTimeOffset At, long MailboxSequence);
