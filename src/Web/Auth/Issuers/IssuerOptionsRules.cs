namespace ContextExchange.Web.Auth;

/// <summary>What is wrong with the settings of issuers, in sentences.</summary>
internal static class IssuerOptionsRules
{
    private const int MaxId = 32;

    public static IEnumerable<string> Problems(IReadOnlyList<IssuerOptions> issuers)
    {
        foreach (var issuer in issuers)
        {
            if (issuer.Id.Length is 0 or > MaxId || !issuer.Id.All(c => char.IsAsciiLetterLower(c)
                || char.IsAsciiDigit(c) || c == '-'))
                yield return $"Issuers names '{issuer.Id}': an id is 1 to 32 of a-z, 0-9 and -.";
            if (issuer.EffectiveKind is not (IssuerOptions.OpenIdKind or IssuerOptions.GitHubKind))
                yield return $"Issuers: Kind of '{issuer.Id}' is '{issuer.Kind}': it must be openid or github.";
            if (issuer is { EffectiveKind: IssuerOptions.GitHubKind, ClientSecretFile: null })
                yield return $"Issuers: set ClientSecretFile of '{issuer.Id}': GitHub takes no client without one.";
            if (!IsSafe(issuer.EffectiveIssuer))
                yield return $"Issuers: set Issuer of '{issuer.Id}' to its https address.";
            if (issuer.ClientId.Length == 0)
                yield return $"Issuers: set ClientId of '{issuer.Id}' as it was registered there.";
            if (issuer.ClientSecretFile is { } file && !File.Exists(file))
                yield return $"There is no file '{file}': ClientSecretFile of '{issuer.Id}' names one.";
        }

        if (issuers.DistinctBy(issuer => issuer.Id).Count() < issuers.Count)
            yield return "Issuers: every id may stand there once.";
    }

    /// <summary>TLS proves who answers; only on this machine it may be missing.</summary>
    public static bool IsSafe(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var parsed)
        && (parsed.Scheme == Uri.UriSchemeHttps || parsed.Scheme == Uri.UriSchemeHttp && parsed.IsLoopback);
}
