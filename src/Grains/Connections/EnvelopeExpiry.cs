using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Grains.Connections;

/// <summary>When a stored envelope's time to live ends.</summary>
internal static class EnvelopeExpiry
{
    /// <exception cref="ArgumentException">Not a canonical envelope; none other is ever stored.</exception>
    public static DateTimeOffset Of(ReadOnlyMemory<byte> envelope) =>
        EnvelopeView.TryParse(envelope, out var view, out var error)
            ? DateTimeOffset.FromUnixTimeMilliseconds(view.Created + view.TimeToLive * 1_000L)
            : throw new ArgumentException($"Not an envelope: {error}.", nameof(envelope));
}
