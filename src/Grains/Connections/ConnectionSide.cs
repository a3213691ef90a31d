namespace ContextExchange.Grains.Connections;

/// <summary>What one agent's side of a connection has stored.</summary>
[GenerateSerializer, Immutable, Alias("cex.ConnectionSide")]
internal sealed record ConnectionSide
{
    /// <summary>Null before the first establishment.</summary>
    [Id(0)]
    public Terms? Terms { get; init; }

    /// <summary>The version that the newest record states; each new connection begins with 1 again.</summary>
    [Id(1)]
    public int Version { get; init; }

    /// <summary>The newest record's hash (32 bytes), as epochs name it; empty before the first establishment.</summary>
    [Id(2)]
    public ReadOnlyMemory<byte> TermsHash { get; init; }

    /// <summary>The owner of this side has frozen the connection.</summary>
    [Id(3)]
    public bool Frozen { get; init; }

    /// <summary>This side wants no connection with the other.</summary>
    [Id(4)]
    public bool Blocks { get; init; }

    /// <summary>All signed terms (CXE1, 6.1), oldest first, over removals and reconnections.</summary>
    [Id(5)]
    public ReadOnlyMemory<byte>[] Records { get; init; } = [];

    /// <summary>Why this side has suspended the connection; null where it has not. Then it is frozen, too.</summary>
    [Id(6)]
    public string? Suspended { get; init; }

    /// <summary>Which decision <see cref="Frozen"/> is, counted from 1.</summary>
    [Id(7)]
    public long FreezeVersion { get; init; }
}
