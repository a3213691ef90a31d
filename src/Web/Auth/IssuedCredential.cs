namespace ContextExchange.Web.Auth;

/// <summary>A new credential on its way to its holder.</summary>
/// <param name="Text">With the secret.</param>
/// <param name="ExpiresAt">Null for never.</param>
internal sealed record IssuedCredential(CredentialText Text, DateTimeOffset? ExpiresAt);
