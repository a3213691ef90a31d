namespace ContextExchange.Grains.Interfaces;

/// <summary>An identity at another issuer that signs an account in.</summary>
/// <param name="Id">64 hex digits of SHA-256 over the issuer's name, a zero byte and the subject.</param>
/// <param name="Issuer">The issuer's id in this server's settings.</param>
/// <param name="LinkedAt">When.</param>
[GenerateSerializer, Immutable, Alias("cex.IssuerLink")]
public sealed record IssuerLink(string Id, string Issuer, DateTimeOffset LinkedAt);
