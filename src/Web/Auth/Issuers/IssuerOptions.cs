namespace ContextExchange.Web.Auth;

/// <summary>
/// A provider that people may sign in with. As variables <c>CEX_Issuers__0__Id=google</c> and so on.
/// </summary>
public sealed class IssuerOptions
{
    /// <summary>What <see cref="EffectiveKind"/> is for OpenID providers.</summary>
    internal const string OpenIdKind = "openid";

    /// <summary>What <see cref="EffectiveKind"/> is for GitHub, which is none.</summary>
    internal const string GitHubKind = "github";

    internal const string GitHub = "https://github.com";
    private const string Google = "https://accounts.google.com";

    /// <summary>Names it in paths: 1 to 32 of a-z, 0-9 and -.</summary>
    public string Id { get; set; } = "";

    /// <summary>For people. Null: "Google" and "GitHub" for those ids, otherwise the id.</summary>
    public string? Name { get; set; }

    /// <summary>
    /// <c>openid</c> or <c>github</c>. Null: <c>github</c> for the id <c>github</c>, otherwise the former.
    /// </summary>
    public string? Kind { get; set; }

    /// <summary>
    /// An OpenID provider's issuer identifier, whose <c>/.well-known/openid-configuration</c> says the rest, or the
    /// address of a GitHub Enterprise server: https, or http on this machine. Null is right for the ids
    /// <c>google</c> and <c>github</c> only.
    /// </summary>
    public string? Issuer { get; set; }

    /// <summary>As registered there, with <c>PUBLIC_URL/sign-in/issuers/ID/callback</c> to come back to.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>A file with the client's secret. Null for a public client, which GitHub does not have.</summary>
    public string? ClientSecretFile { get; set; }

    /// <summary>The kind in effect.</summary>
    public string EffectiveKind => Kind ?? (Id == "github" ? GitHubKind : OpenIdKind);

    /// <summary>The name in effect.</summary>
    public string EffectiveName => Name ?? Id switch { "google" => "Google", "github" => "GitHub", _ => Id };

    /// <summary>The issuer identifier in effect; null where none is known.</summary>
    public string? EffectiveIssuer =>
        Issuer ?? (EffectiveKind == GitHubKind ? GitHub : Id == "google" ? Google : null);
}
