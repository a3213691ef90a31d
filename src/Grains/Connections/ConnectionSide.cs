namespace ContextExchange.Grains.Connections;

/// <summary>What one agent's side of a connection has stored.</summary>
[GenerateSerializer, Immutable, Alias("cex.ConnectionSide")]
internal sealed record ConnectionSide
{
    /// <summary>Null before the first establishment.</summary>
    [Id(0)]
    public Terms? Terms { get; init; }

    /// <summary>Counts changes of the terms, over removals and reconnections.</summary>
    [Id(1)]
    public int Version { get; init; }

    /// <summary>SHA-256 of the canonical terms body (32 bytes); empty before the first establishment.</summary>
    [Id(2)]
    public ReadOnlyMemory<byte> TermsHash { get; init; }

    /// <summary>The owner of this side has frozen the connection.</summary>
    [Id(3)]
    public bool Frozen { get; init; }

    /// <summary>This side wants no connection with the other.</summary>
    [Id(4)]
    public bool Blocks { get; init; }
}
