namespace ContextExchange.Web.Auth;

/// <summary>
/// An OpenID provider that people may sign in with. As variables <c>CEX_Issuers__0__Id=google</c> and so on.
/// </summary>
public sealed class IssuerOptions
{
    /// <summary>Names it in paths: 1 to 32 of a-z, 0-9 and -.</summary>
    public string Id { get; set; } = "";

    /// <summary>For people. Null: the id.</summary>
    public string? Name { get; set; }

    /// <summary>
    /// Its issuer identifier, whose <c>/.well-known/openid-configuration</c> says the rest: https, or http on this
    /// machine. Null is right for the id <c>google</c> only.
    /// </summary>
    public string? Issuer { get; set; }

    /// <summary>As registered there, with <c>PUBLIC_URL/sign-in/issuers/ID/callback</c> to come back to.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>A file with the client's secret. Null for a public client.</summary>
    public string? ClientSecretFile { get; set; }

    /// <summary>The issuer identifier in effect; null where none is known.</summary>
    public string? EffectiveIssuer => Issuer ?? (Id == "google" ? "https://accounts.google.com" : null);
}
