namespace ContextExchange.Grains.Interfaces;

/// <summary>
/// Who has a name that only one account may have. Key: <c>mail:</c> and the blind index of an address, <c>owner:</c>
/// and an owner's id, <c>passkey:</c> and the SHA-256 of a credential id,
/// <c>issuer:</c> and that of an identity elsewhere (lower-case hex).
/// </summary>
[Alias("cex.IAccountNameGrain")]
public interface IAccountNameGrain : IGrainWithStringKey
{
    /// <summary>Null while nobody has it.</summary>
    [Alias("Find")]
    Task<AccountId?> Find();

    /// <summary>Takes it if nobody has it.</summary>
    /// <returns>Who has it now.</returns>
    [Alias("Claim")]
    Task<AccountId> Claim(AccountId account);

    /// <summary>Gives it back; nothing happens where somebody else has it.</summary>
    [Alias("Release")]
    Task Release(AccountId account);
}
