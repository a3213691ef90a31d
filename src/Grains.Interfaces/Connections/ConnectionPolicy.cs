namespace ContextExchange.Grains.Interfaces;

/// <summary>How long a connection lives and its messages are kept.</summary>
/// <param name="ExpiresAt">When it ends by itself; null for never.</param>
/// <param name="IdleAfter">It ends when no message was accepted for so long (1 hour to 365 days); null for
/// never.</param>
/// <param name="Retention">How long messages are kept.</param>
[GenerateSerializer, Immutable, Alias("cex.ConnectionPolicy")]
public sealed record ConnectionPolicy(DateTimeOffset? ExpiresAt, TimeSpan? IdleAfter, RetentionClass Retention)
{
    public static ConnectionPolicy Default { get; } = new(null, null, RetentionClass.Days30);
}
