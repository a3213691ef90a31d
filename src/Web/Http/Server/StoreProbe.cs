namespace ContextExchange.Web.Http;

/// <summary>Asks the store that the host chose whether it can write.</summary>
/// <param name="IsHealthy">Never blocks, never throws.</param>
public sealed record StoreProbe(Func<bool> IsHealthy);
