namespace ContextExchange.Grains.Agents;

/// <summary>One published version of the signed device list.</summary>
/// <param name="Record">CXE1.</param>
/// <param name="PublishedAt">By the server's clock: from here on the version before runs out.</param>
[GenerateSerializer, Immutable, Alias("cex.DirectoryState")]
internal sealed record DirectoryState(
    [property: Id(0)] ReadOnlyMemory<byte> Record, [property: Id(1)] DateTimeOffset PublishedAt);
