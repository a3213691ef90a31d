namespace ContextExchange.Web.Http;

internal sealed record IssuerItem(string Id, string Name);

internal sealed record IssuerLocation(string Location);

/// <summary>What the issuer's answer carried, as the page found it.</summary>
/// <param name="Code">Single use.</param>
/// <param name="State">As it was sent there.</param>
/// <param name="Iss">RFC 9207; null where there was none.</param>
internal sealed record IssuerAnswer(string Code, string State, string? Iss = null);

internal sealed record IssuerLinkItem(string Id, string Issuer, DateTimeOffset LinkedAt);
