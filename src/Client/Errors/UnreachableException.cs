namespace ContextExchange.Client;

/// <summary>No answer came from the server: not running, another address, or the network. Code
/// <c>unreachable</c>.</summary>
public sealed class UnreachableException(Uri server, Exception inner)
    : ExchangeException("unreachable", $"No answer from {server}: {inner.Message}", retryable: true, inner)
{
    /// <summary>Who was asked.</summary>
    public Uri Server { get; } = server;
}
