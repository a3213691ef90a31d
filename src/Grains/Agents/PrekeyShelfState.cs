namespace ContextExchange.Grains.Agents;

/// <summary>What is stored of one device's one-time prekeys.</summary>
[GenerateSerializer, Immutable, Alias("cex.PrekeyShelfState")]
internal sealed record PrekeyShelfState
{
    /// <summary>Records (CXE1, 5.5) that were not handed out, oldest first.</summary>
    [Id(0)]
    public ReadOnlyMemory<byte>[] Prekeys { get; init; } = [];

    /// <summary>
    /// Key ids of the newest that were handed out, 32 bytes each, oldest first: a device that repeats a call whose
    /// answer it lost puts none of them back.
    /// </summary>
    [Id(1)]
    public ReadOnlyMemory<byte> HandedOut { get; init; }
}
