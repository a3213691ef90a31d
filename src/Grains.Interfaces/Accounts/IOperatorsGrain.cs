namespace ContextExchange.Grains.Interfaces;

/// <summary>Which accounts are, or were, operators. Key: <see cref="All"/>.</summary>
[Alias("cex.IOperatorsGrain")]
public interface IOperatorsGrain : IGrainWithStringKey
{
    /// <summary>The key of the one list.</summary>
    const string All = "all";

    /// <summary>The account is an operator; a known one changes nothing.</summary>
    [Alias("Note")]
    Task Note(AccountId account);

    /// <summary>At most 100, the newest. Whether one still is an operator, its account says.</summary>
    [Alias("List")]
    Task<IReadOnlyList<AccountId>> List();
}
