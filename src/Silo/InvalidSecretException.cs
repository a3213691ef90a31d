namespace ContextExchange.Silo;

/// <summary>A secret's file cannot be used; the message says why and what to do, and shows nothing of it.</summary>
internal sealed class InvalidSecretException(string message) : Exception(message);
