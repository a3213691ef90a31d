namespace ContextExchange.Client;

/// <summary>Why a connection is stopped: 1 to 64 of a-z, 0-9 and -.</summary>
internal sealed record SuspendRequest(string Reason);
