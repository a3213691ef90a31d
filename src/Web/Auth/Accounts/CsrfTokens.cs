using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace ContextExchange.Web.Auth;

/// <summary>
/// What a page must repeat in a header with every change: an HMAC of its session's id. Another site can make a browser
/// send the cookie, but cannot read this.
/// </summary>
internal sealed class CsrfTokens(Pepper pepper)
{
    public const string Header = "X-CSRF-Token";

    public string Of(CredentialSubject session) =>
        Base64Url.EncodeToString(pepper.TagOf("csrf", Encoding.ASCII.GetBytes(session.CredentialId)));

    public bool IsRight(CredentialSubject session, string? presented) => CryptographicOperations.FixedTimeEquals(
        Encoding.ASCII.GetBytes(Of(session)), Encoding.UTF8.GetBytes(presented ?? ""));
}
