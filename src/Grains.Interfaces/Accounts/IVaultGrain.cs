namespace ContextExchange.Grains.Interfaces;

/// <summary>The wrapped keys of one account. Key: the account's id. It cannot open them.</summary>
[Alias("cex.IVaultGrain")]
public interface IVaultGrain : IGrainWithStringKey
{
    [Alias("Get")]
    Task<Vault> Get();

    /// <summary>Replaces the blob if <paramref name="vault"/> names the version that was read.</summary>
    /// <returns><see cref="Refusal.StaleVersion"/> where somebody wrote meanwhile.</returns>
    [Alias("Put")]
    Task<Refusal> Put(Vault vault);
}
