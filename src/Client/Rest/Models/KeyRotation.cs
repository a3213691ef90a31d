namespace ContextExchange.Client;

/// <summary>For how long the replaced key goes on working, 0 to 604,800 seconds.</summary>
internal sealed record KeyRotation(int OverlapSeconds);
