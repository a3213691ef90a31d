namespace ContextExchange.Client;

/// <summary>Something that the SDK reports to its caller. <see cref="Code"/> is stable; the message is for
/// people.</summary>
public class ExchangeException : Exception
{
    /// <param name="code">A stable name, see the types that derive.</param>
    /// <param name="message">What happened and what can be done.</param>
    /// <param name="retryable">The same call may succeed later.</param>
    /// <param name="inner">What caused it, or null.</param>
    public ExchangeException(string code, string message, bool retryable = false, Exception? inner = null)
        : base(message, inner)
    {
        Code = code;
        Retryable = retryable;
    }

    /// <summary>A stable, machine-readable name, for example <c>not-found</c>.</summary>
    public string Code { get; }

    /// <summary>The same call may succeed later.</summary>
    public bool Retryable { get; }
}
