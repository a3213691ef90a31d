using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace ContextExchange.Web.Auth;

/// <summary>One sign-in with an issuer, as it began.</summary>
/// <param name="State">Comes back with the browser (RFC 6749, 10.12).</param>
/// <param name="Nonce">Stands in the ID token, where there is one.</param>
/// <param name="Verifier">Proves that who exchanges the code is who asked for it (RFC 7636).</param>
/// <param name="Redirect">Where the browser comes back to: of this issuer alone (RFC 9700, 4.4.2).</param>
internal sealed record IssuerAsk(string State, string Nonce, string Verifier, string Redirect)
{
    public string Challenge => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));
}
