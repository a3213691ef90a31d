namespace ContextExchange.Web.Auth;

/// <summary>An issuer cannot be reached, or does not say what an issuer must.</summary>
internal sealed class IssuerUnavailableException : Exception
{
    public IssuerUnavailableException()
    {
    }

    public IssuerUnavailableException(string message)
        : base(message)
    {
    }

    public IssuerUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
