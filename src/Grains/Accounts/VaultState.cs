namespace ContextExchange.Grains.Accounts;

/// <summary>What is stored of a vault.</summary>
[GenerateSerializer, Immutable, Alias("cex.VaultState")]
internal sealed record VaultState
{
    [Id(0)]
    public Vault Vault { get; init; } = new(ReadOnlyMemory<byte>.Empty, 0);
}
