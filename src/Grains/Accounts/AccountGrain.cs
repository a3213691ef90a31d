using ContextExchange.Grains.Owners;

namespace ContextExchange.Grains.Accounts;

/// <summary>One account. It asks nobody but its store; who may change it is the edge's to say.</summary>
internal sealed partial class AccountGrain(
    [PersistentState("account")] IPersistentState<AccountState> state, ColumnCipher cipher, ServerSecrets secrets,
    TimeProvider time)
    : Grain, IAccountGrain
{
    private const int MaxSessions = 100;
    private const int MaxEmail = 254;
    private const string Table = "account";
    private const string EmailColumn = "email";
    private const string TotpColumn = "totp";

    /// <summary>How long after its day a recovery can be completed before it has to begin anew.</summary>
    private static readonly TimeSpan RecoveryOpen = TimeSpan.FromDays(3);

    private AccountState State => state.State;

    private AccountId Id => AccountId.Parse(this.GetPrimaryKeyString());

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // Anyone may name any account: what does not exist does not stay in memory.
        this.GoUnlessStored(state);
        return Task.CompletedTask;
    }

    public async Task<Refusal> Create(AccountCreation creation)
    {
        if (!Agents.EnrolmentRules.IsName(creation.Name)) return Refusal.Malformed;
        if (creation.Email.Length is 0 or > MaxEmail) return Refusal.Malformed;
        if (State.Exists) return Refusal.None;
        await state.SaveAsync(new AccountState
        {
            Exists = true,
            Email = cipher.Encrypt(Table, EmailColumn, Id.ToString(), creation.Email),
            EmailVerified = creation.EmailVerified,
            Name = creation.Name,
            Role = creation.Role,
            CreatedAt = time.GetUtcNow(),
        }, this);
        return Refusal.None;
    }

    public Task<AccountView?> Get() => Task.FromResult(State.Exists
        ? new AccountView(
            Id, cipher.Decrypt(Table, EmailColumn, Id.ToString(), State.Email.Span), State.EmailVerified, State.Name,
            State.Role, State.Owner, State.Passkeys, State.Totp.Length > 0, State.RecoveryCodes.Length,
            State.RecoveryAt, State.CreatedAt, State.Issuers) { SignedInAt = State.SignedInAt }
        : null);

    public ValueTask<AccountStanding?> GetStanding() => ValueTask.FromResult(
        State.Exists ? new AccountStanding(State.Role, State.Owner) : null);

    public Task<Refusal> Rename(string name) => Agents.EnrolmentRules.IsName(name)
        ? ChangeAsync(before => before with { Name = name })
        : Task.FromResult(Refusal.Malformed);

    public Task<Refusal> SetRole(AccountRole role) => ChangeAsync(before => before with { Role = role });

    public Task<Refusal> VerifyEmail() => State.EmailVerified
        ? Task.FromResult(Refusal.None)
        : ChangeAsync(before => before with { EmailVerified = true });

    public Task<Refusal> ChangeEmail(string email) => email.Length is 0 or > MaxEmail
        ? Task.FromResult(Refusal.Malformed)
        : ChangeAsync(before => before with
        {
            Email = cipher.Encrypt(Table, EmailColumn, Id.ToString(), email), EmailVerified = true, RecoveryAt = null,
        });

    public async Task<Refusal> BindOwner(OwnerId owner)
    {
        if (!State.Exists) return Refusal.NotFound;
        if (State.Owner is { } bound) return bound == owner ? Refusal.None : Refusal.Conflict;
        return await ChangeAsync(before => before with { Owner = owner });
    }

    public async Task<RecoveryStanding> Recover()
    {
        var now = time.GetUtcNow();
        if (State.RecoveryAt is { } at && now < at + RecoveryOpen)
        {
            if (at > now) return new RecoveryStanding(at, IsDue: false, Began: false);
            await ChangeAsync(before => before with { RecoveryAt = null });
            return new RecoveryStanding(at, IsDue: true, Began: false);
        }

        var begins = now + Limits.RecoveryDelay;
        await ChangeAsync(before => before with { RecoveryAt = begins });
        return new RecoveryStanding(begins, IsDue: false, Began: true);
    }

    public async Task CancelRecovery()
    {
        if (State.RecoveryAt is not null) await ChangeAsync(before => before with { RecoveryAt = null });
    }

    public async Task<Refusal> NoteSession(string credentialId, bool issued)
    {
        if (State.Sessions.Contains(credentialId) == issued) return Refusal.None;
        return await ChangeAsync(before => before with
        {
            SignedInAt = issued ? time.GetUtcNow() : before.SignedInAt,
            Sessions = issued
                ? [.. before.Sessions.TakeLast(MaxSessions - 1), credentialId]
                : [.. before.Sessions.Where(id => id != credentialId)],
        });
    }

    public async Task<bool> NotePlace(SignInPlace place)
    {
        if (State.Places.Knows(place)) return false;
        var isNews = State.Places.IsNews(place);
        return await ChangeAsync(before => before with { Places = before.Places.With(place) }) == Refusal.None
            && isNews;
    }

    public Task<IReadOnlyList<string>> GetSessions() => Task.FromResult<IReadOnlyList<string>>(State.Sessions);

    private async Task<Refusal> ChangeAsync(Func<AccountState, AccountState> change)
    {
        if (!State.Exists) return Refusal.NotFound;
        await state.SaveAsync(change(State), this);
        return Refusal.None;
    }
}
