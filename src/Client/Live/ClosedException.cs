namespace ContextExchange.Client;

/// <summary>
/// The client is closed for good. The code is the close code's name (<c>revoked</c>, <c>unauthenticated</c>, ...), or
/// <c>closed</c> after it was disposed.
/// </summary>
public sealed class ClosedException(string code, string message, CloseCode? closeCode = null)
    : ExchangeException(code, message)
{
    /// <summary>The server's close code; null where the server gave none.</summary>
    public CloseCode? CloseCode { get; } = closeCode;
}
