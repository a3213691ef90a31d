namespace ContextExchange.Grains.Accounts;

/// <summary>What is stored of the operators' list.</summary>
[GenerateSerializer, Immutable, Alias("cex.OperatorsState")]
internal sealed record OperatorsState
{
    /// <summary>Oldest first.</summary>
    [Id(0)]
    public AccountId[] Accounts { get; init; } = [];
}
