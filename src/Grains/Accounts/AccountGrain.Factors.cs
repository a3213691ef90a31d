namespace ContextExchange.Grains.Accounts;

/// <summary>The account's passkeys, one-time codes and recovery codes.</summary>
internal sealed partial class AccountGrain
{
    public async Task<Refusal> AddPasskey(Passkey passkey)
    {
        if (!Agents.EnrolmentRules.IsName(passkey.Name)) return Refusal.Malformed;
        if (State.Passkeys.Any(known => known.Id == passkey.Id)) return Refusal.Conflict;
        if (State.Passkeys.Length >= Limits.MaxPasskeysPerAccount) return Refusal.LimitReached;
        return await ChangeAsync(before => before with { Passkeys = [.. before.Passkeys, passkey] });
    }

    public async Task<Refusal> UsePasskey(PasskeyUse use)
    {
        if (State.Passkeys.FirstOrDefault(known => known.Id == use.Id) is not { } passkey) return Refusal.NotFound;
        var now = time.GetUtcNow();
        // WebAuthn, 7.2, step 22: a counter that does not grow says that there may be a copy.
        if ((use.SignCount != 0 || passkey.SignCount != 0) && use.SignCount <= passkey.SignCount)
        {
            await ReplaceAsync(passkey with { SuspectedAt = now });
            return Refusal.Revoked;
        }

        return await ReplaceAsync(
            passkey with { SignCount = use.SignCount, IsBackedUp = use.IsBackedUp, LastUsedAt = now });
    }

    public async Task<Refusal> RenamePasskey(string id, string name)
    {
        if (!Agents.EnrolmentRules.IsName(name)) return Refusal.Malformed;
        return State.Passkeys.FirstOrDefault(known => known.Id == id) is { } passkey
            ? await ReplaceAsync(passkey with { Name = name })
            : Refusal.NotFound;
    }

    public async Task<Refusal> RemovePasskey(string id) => State.Passkeys.Any(known => known.Id == id)
        ? await ChangeAsync(
            before => before with { Passkeys = [.. before.Passkeys.Where(known => known.Id != id)] })
        : Refusal.NotFound;

    public async Task<Refusal> LinkIssuer(IssuerLink link)
    {
        if (State.Issuers.Any(known => known.Id == link.Id)) return Refusal.None;
        if (State.Issuers.Length >= Limits.MaxIssuersPerAccount) return Refusal.LimitReached;
        return await ChangeAsync(before => before with { Issuers = [.. before.Issuers, link] });
    }

    public async Task<Refusal> UnlinkIssuer(string id) => State.Issuers.Any(known => known.Id == id)
        ? await ChangeAsync(before => before with { Issuers = [.. before.Issuers.Where(known => known.Id != id)] })
        : Refusal.NotFound;

    public async Task<Refusal> BeginTotp(ReadOnlyMemory<byte> secret) => secret.Length == Totp.SecretSize
        ? await ChangeAsync(before => before with { NewTotp = Sealed(secret.Span) })
        : Refusal.Malformed;

    public async Task<RecoveryCodes> ConfirmTotp(string code)
    {
        if (State.NewTotp.Length == 0) return new RecoveryCodes(Refusal.NotFound, []);
        var now = time.GetUtcNow();
        if (State.Guard.WaitAt(now) > TimeSpan.Zero) return new RecoveryCodes(Refusal.RateLimited, []);
        if (Totp.Match(Opened(State.NewTotp.Span), code, now, lastUsedStep: 0) is not { } step)
        {
            await ChangeAsync(before => before with { Guard = before.Guard.AfterFailure(now) });
            return new RecoveryCodes(Refusal.Unauthenticated, []);
        }

        var codes = RecoveryCodeRules.Create();
        await ChangeAsync(before => before with
        {
            Totp = before.NewTotp,
            NewTotp = ReadOnlyMemory<byte>.Empty,
            LastTotpStep = step,
            Guard = new FactorGuard(),
            RecoveryCodes =
                [.. codes.Select(text => (ReadOnlyMemory<byte>)RecoveryCodeRules.HashOf(text, Id, secrets))],
        });
        return new RecoveryCodes(Refusal.None, codes);
    }

    public async Task<FactorAnswer> CheckTotp(string code)
    {
        if (State.Totp.Length == 0) return new FactorAnswer(Refusal.NotFound);
        var now = time.GetUtcNow();
        if (State.Guard.WaitAt(now) is { Ticks: > 0 } wait) return new FactorAnswer(Refusal.RateLimited, wait);
        if (Totp.Match(Opened(State.Totp.Span), code, now, State.LastTotpStep) is not { } step)
            return await FailedAsync(now);
        await ChangeAsync(before => before with { LastTotpStep = step, Guard = new FactorGuard() });
        return new FactorAnswer(Refusal.None);
    }

    public async Task<FactorAnswer> UseRecoveryCode(string code)
    {
        if (State.RecoveryCodes.Length == 0) return new FactorAnswer(Refusal.NotFound);
        var now = time.GetUtcNow();
        if (State.Guard.WaitAt(now) is { Ticks: > 0 } wait) return new FactorAnswer(Refusal.RateLimited, wait);
        var at = RecoveryCodeRules.Find(State.RecoveryCodes, RecoveryCodeRules.HashOf(code, Id, secrets));
        if (at < 0) return await FailedAsync(now);
        await ChangeAsync(before => before with
        {
            RecoveryCodes = [.. before.RecoveryCodes.Where((_, i) => i != at)],
            Guard = new FactorGuard(),
        });
        return new FactorAnswer(Refusal.None);
    }

    public Task<Refusal> RemoveTotp() => ChangeAsync(before => before with
    {
        Totp = ReadOnlyMemory<byte>.Empty, NewTotp = ReadOnlyMemory<byte>.Empty, RecoveryCodes = [],
    });

    private async Task<FactorAnswer> FailedAsync(DateTimeOffset now)
    {
        await ChangeAsync(before => before with { Guard = before.Guard.AfterFailure(now) });
        return new FactorAnswer(Refusal.Unauthenticated);
    }

    private Task<Refusal> ReplaceAsync(Passkey passkey) => ChangeAsync(before => before with
    {
        Passkeys = [.. before.Passkeys.Select(known => known.Id == passkey.Id ? passkey : known)],
    });

    private byte[] Sealed(ReadOnlySpan<byte> secret) =>
        cipher.Encrypt(Table, TotpColumn, Id.ToString(), Convert.ToBase64String(secret));

    private byte[] Opened(ReadOnlySpan<byte> blob) =>
        Convert.FromBase64String(cipher.Decrypt(Table, TotpColumn, Id.ToString(), blob));
}
