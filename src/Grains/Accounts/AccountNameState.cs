namespace ContextExchange.Grains.Accounts;

/// <summary>Who has a name.</summary>
[GenerateSerializer, Immutable, Alias("cex.AccountNameState")]
internal sealed record AccountNameState
{
    /// <summary>Null while nobody has it.</summary>
    [Id(0)]
    public AccountId? Account { get; init; }
}
