namespace ContextExchange.Grains.Idempotency;

/// <summary>One call under an idempotency key.</summary>
[GenerateSerializer, Immutable, Alias("cex.KnownCall")]
internal sealed record KnownCall
{
    /// <summary>A hash of the caller's key.</summary>
    [Id(0)]
    public string Call { get; init; } = "";

    /// <summary>Names this try.</summary>
    [Id(1)]
    public long Ticket { get; init; }

    /// <summary>What was asked for.</summary>
    [Id(2)]
    public ReadOnlyMemory<byte> Digest { get; init; }

    /// <summary>When it began.</summary>
    [Id(3)]
    public DateTimeOffset Since { get; init; }

    /// <summary>The encrypted answer; empty while it is under way.</summary>
    [Id(4)]
    public ReadOnlyMemory<byte> Answer { get; init; }
}
