namespace ContextExchange.Client;

/// <summary>One-time prekeys: to publish, or as they were handed out.</summary>
internal sealed record PrekeyBatch(IReadOnlyList<byte[]> Prekeys);
