namespace ContextExchange.Web.Auth;

/// <summary>
/// The one-time code that makes the first operator. Its public id stands in a file of the data folder, so that an
/// unused code is replaced at the next start and a used one never again; the code itself is only printed.
/// </summary>
internal sealed class Bootstrap(
    CredentialChecker checker, CredentialIssuer credentials, BootstrapFile file, IGrainFactory grains,
    TimeProvider clock)
{
    private const string Used = "used";

    /// <summary>A new code to print; null when an operator was made before.</summary>
    public async Task<CredentialText?> PrepareAsync()
    {
        var last = await file.ReadAsync();
        if (last == Used || last is not null && await WasSpentAsync(last))
            return null;
        if (last is not null)
            await grains.GetGrain<ICredentialGrain>(last).Revoke(clock.GetUtcNow());
        var code = await credentials.BootstrapAsync();
        await file.WriteAsync(code.Text.PublicId);
        return code.Text;
    }

    /// <summary>Spends the code and makes the owner an operator; false when the code is not in force.</summary>
    /// <param name="code">As presented.</param>
    /// <param name="owner">Who becomes an operator.</param>
    /// <param name="creation">Makes the owner; null for one who exists. Nothing is made for a wrong code.</param>
    public async Task<bool> RedeemAsync(string code, OwnerId owner, OwnerCreation? creation = null)
    {
        if (!await CheckAsync(code))
            return false;
        var grain = grains.GetGrain<IOwnerGrain>(owner.ToString());
        if (creation is not null)
            await grain.Create(creation);
        await grain.MakeOperator();
        await file.WriteAsync(Used);
        return true;
    }

    /// <summary>
    /// Spends the code for whoever becomes an operator in another way; false when it is not in force.
    /// </summary>
    public async Task<bool> SpendAsync(string code)
    {
        if (!await CheckAsync(code))
            return false;
        await file.WriteAsync(Used);
        return true;
    }

    /// <summary>Whether the code names one that waits to be used. Neither spends it nor looks at its secret.</summary>
    public async Task<bool> IsOpenAsync(string code) =>
        CredentialText.TryParse(code, out var credential) && credential.Kind == CredentialKind.Bootstrap
        && await grains.GetGrain<ICredentialGrain>(credential.PublicId).Get() is { LastUsedAt: null, RevokedAt: null };

    private async Task<bool> CheckAsync(string code) =>
        CredentialText.TryParse(code, out var credential) && credential.Kind == CredentialKind.Bootstrap
        && await checker.CheckAsync(credential) is not null;

    private async Task<bool> WasSpentAsync(string id) =>
        await grains.GetGrain<ICredentialGrain>(id).Get() is { LastUsedAt: not null };
}
