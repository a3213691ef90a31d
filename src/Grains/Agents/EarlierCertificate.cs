namespace ContextExchange.Grains.Agents;

/// <summary>
/// A device certificate that was renewed: epochs that were opened under it may still be on their way.
/// </summary>
/// <param name="Record">CXE1.</param>
/// <param name="ReplacedAt">By the server's clock.</param>
[GenerateSerializer, Immutable, Alias("cex.EarlierCertificate")]
internal sealed record EarlierCertificate(
    [property: Id(0)] ReadOnlyMemory<byte> Record, [property: Id(1)] DateTimeOffset ReplacedAt);
