namespace ContextExchange.Client;

/// <summary>The kill switch.</summary>
internal sealed record FreezeRequest(bool Frozen);
