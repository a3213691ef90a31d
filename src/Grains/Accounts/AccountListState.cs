namespace ContextExchange.Grains.Accounts;

/// <summary>What is stored of a part of the list of accounts.</summary>
[GenerateSerializer, Immutable, Alias("cex.AccountListState")]
internal sealed record AccountListState
{
    /// <summary>By id.</summary>
    [Id(0)]
    public AccountId[] Accounts { get; init; } = [];
}
