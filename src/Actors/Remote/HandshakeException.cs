namespace ContextExchange.Actors;

/// <summary>Two silos did not become linked; the message says why in one sentence.</summary>
internal sealed class HandshakeException(string message) : IOException(message);
