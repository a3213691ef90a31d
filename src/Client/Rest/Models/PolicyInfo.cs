namespace ContextExchange.Client;

/// <summary>How long a connection and its messages live.</summary>
/// <param name="ExpiresAt">Null: the connection does not expire.</param>
/// <param name="IdleAfterSeconds">Null: no inactivity cut-off.</param>
/// <param name="Retention">Days that messages are kept: 0 (for ever), 1, 7, 30 or 90.</param>
public sealed record PolicyInfo(DateTimeOffset? ExpiresAt, long? IdleAfterSeconds, int Retention);
