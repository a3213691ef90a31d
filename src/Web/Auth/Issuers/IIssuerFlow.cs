using ContextExchange.Web.Http;

namespace ContextExchange.Web.Auth;

/// <summary>How one kind of provider says who somebody is: OpenID Connect, or GitHub's own way.</summary>
internal interface IIssuerFlow
{
    /// <summary>Where the browser goes.</summary>
    /// <exception cref="IssuerUnavailableException">The issuer cannot be asked.</exception>
    Task<string> LocationAsync(IssuerOptions issuer, IssuerAsk ask, CancellationToken cancellation);

    /// <summary>
    /// Who came back, as the issuer names them for good; null when anything about the answer is wrong.
    /// </summary>
    /// <exception cref="IssuerUnavailableException">The issuer cannot be asked.</exception>
    Task<string?> SubjectAsync(
        IssuerOptions issuer, IssuerAsk ask, IssuerAnswer answer, CancellationToken cancellation);
}
