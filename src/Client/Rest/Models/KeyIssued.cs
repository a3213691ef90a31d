namespace ContextExchange.Client;

/// <summary>A new API key.</summary>
/// <param name="Id">Its public id.</param>
/// <param name="ApiKey">The key, shown this once.</param>
public sealed record KeyIssued(string Id, string ApiKey);
