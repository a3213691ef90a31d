namespace ContextExchange.Client;

/// <summary>A code that signs an owner in to the web page once.</summary>
/// <param name="Code">The code, shown this once.</param>
/// <param name="ExpiresAt">Until when it works.</param>
public sealed record PageCode(string Code, DateTimeOffset ExpiresAt);
