namespace ContextExchange.Client;

/// <summary>A nonce of the server that one signed proof answers.</summary>
/// <param name="Nonce">32 bytes, good for one proof.</param>
/// <param name="ExpiresAt">Until when.</param>
public sealed record Challenge(byte[] Nonce, DateTimeOffset ExpiresAt);
