namespace ContextExchange.Web.Auth;

/// <summary>A new credential on its way to its holder.</summary>
/// <param name="Text">With the secret.</param>
/// <param name="ExpiresAt">Null for never.</param>
internal sealed record IssuedCredential(CredentialText Text, DateTimeOffset? ExpiresAt)
{
    /// <summary>When it ends.</summary>
    /// <exception cref="InvalidOperationException">It is of a kind that does not: an API key.</exception>
    public DateTimeOffset Ends => ExpiresAt ?? throw new InvalidOperationException("This credential does not end.");
}
