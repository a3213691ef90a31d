namespace ContextExchange.Grains.Accounts;

/// <summary>One account's wrapped keys, replaced only by who has read the newest.</summary>
internal sealed class VaultGrain([PersistentState("vault")] IPersistentState<VaultState> state) : Grain, IVaultGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.GoUnlessStored(state);
        return Task.CompletedTask;
    }

    public Task<Vault> Get() => Task.FromResult(state.State.Vault);

    public async Task<Refusal> Put(Vault vault)
    {
        if (vault.Blob.Length > Limits.MaxVault) return Refusal.TooLarge;
        if (vault.Version != state.State.Vault.Version) return Refusal.StaleVersion;
        await state.SaveAsync(new VaultState { Vault = vault with { Version = vault.Version + 1 } }, this);
        return Refusal.None;
    }
}
