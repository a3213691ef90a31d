namespace ContextExchange.Client;

/// <summary>The socket ended before the answer came; whether the call was carried out is not known.</summary>
internal sealed class SessionLostException() : Exception("The socket ended before the answer came.");
