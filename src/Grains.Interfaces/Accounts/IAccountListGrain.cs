namespace ContextExchange.Grains.Interfaces;

/// <summary>
/// A part of the list of all accounts, for operators. Key: the first hex digit of the ids in it. An account is on it
/// from its first sign-in on.
/// </summary>
[Alias("cex.IAccountListGrain")]
public interface IAccountListGrain : IGrainWithStringKey
{
    /// <summary>The keys of all parts.</summary>
    const string Parts = "0123456789abcdef";

    /// <summary>The account is on the list; a known one changes nothing.</summary>
    [Alias("Note")]
    Task Note(AccountId account);

    /// <summary>By id.</summary>
    [Alias("List")]
    Task<IReadOnlyList<AccountId>> List();
}
