using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Grains.Connections;

/// <summary>When a stored message's time to live ends.</summary>
internal static class EnvelopeExpiry
{
    /// <param name="envelope">With its approvals.</param>
    /// <exception cref="ArgumentException">Not a canonical envelope; none other is ever stored.</exception>
    public static DateTimeOffset Of(ReadOnlyMemory<byte> envelope) =>
        DeliveredMessage.TryParse(envelope, out var message, out var error)
            ? DateTimeOffset.FromUnixTimeMilliseconds(message.Envelope.End)
            : throw new ArgumentException($"Not an envelope: {error}.", nameof(envelope));
}
