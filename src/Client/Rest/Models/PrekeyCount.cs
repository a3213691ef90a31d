namespace ContextExchange.Client;

/// <summary>How many one-time prekeys of a device the server has.</summary>
internal sealed record PrekeyCount(int Count);
