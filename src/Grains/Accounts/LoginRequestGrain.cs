using System.Security.Cryptography;
using System.Text;
using ContextExchange.Grains.Owners;

namespace ContextExchange.Grains.Accounts;

/// <summary>
/// One sign-in by mail. The decision to confirm is stored before anybody hears of it, so of any number of confirmations
/// one succeeds, also over a restart.
/// </summary>
internal sealed class LoginRequestGrain(
    [PersistentState("loginrequest")] IPersistentState<LoginRequestState> state, ColumnCipher cipher,
    ServerSecrets secrets, TimeProvider time)
    : Grain, ILoginRequestGrain
{
    private const string Table = "loginrequest";
    private const string EmailColumn = "email";

    /// <summary>Nothing that is read for something else; 8 characters are 39 bits, for 5 tries in 10 minutes.</summary>
    private const string CodeAlphabet = "ABCDEFGHJKMNPQRSTVWXYZ23456789";

    private const int CodeLength = 8;

    private static readonly byte[] NoHash = new byte[ServerSecrets.KeyLength];

    private LoginRequestState State => state.State;

    private string Id => this.GetPrimaryKeyString();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // Anyone may name any request: what does not exist does not stay in memory.
        this.GoUnlessStored(state);
        return Task.CompletedTask;
    }

    public async Task<Refusal> Begin(LoginRequest request)
    {
        if (request.TokenHash.Length != ServerSecrets.KeyLength || request.CookieHash.Length != ServerSecrets.KeyLength)
            return Refusal.Malformed;
        if (State.Exists) return Refusal.Conflict;
        await state.SaveAsync(new LoginRequestState
        {
            Exists = true,
            TokenHash = request.TokenHash,
            CookieHash = request.CookieHash,
            Email = cipher.Encrypt(Table, EmailColumn, Id, request.Email),
            Name = request.Name,
            ExpiresAt = request.ExpiresAt,
            Changes = request.Changes,
        }, this);
        return Refusal.None;
    }

    public Task<LoginView> Preview(ReadOnlyMemory<byte> tokenHash, ReadOnlyMemory<byte> cookieHash)
    {
        var refusal = CheckToken(tokenHash);
        return Task.FromResult(refusal == Refusal.None ? View(IsBrowser(cookieHash)) : new LoginView(refusal));
    }

    public async Task<LoginView> Confirm(ReadOnlyMemory<byte> tokenHash, ReadOnlyMemory<byte> cookieHash)
    {
        var refusal = CheckToken(tokenHash);
        if (refusal == Refusal.None && !IsBrowser(cookieHash)) refusal = Refusal.Forbidden;
        return refusal == Refusal.None ? await ConfirmedAsync() : new LoginView(refusal);
    }

    public async Task<LoginCode> CreateCode(ReadOnlyMemory<byte> tokenHash)
    {
        var refusal = CheckToken(tokenHash);
        if (refusal == Refusal.None && State.WrongCodes >= Limits.MaxLoginCodeTries) refusal = Refusal.Revoked;
        if (refusal != Refusal.None) return new LoginCode(refusal);
        var code = RandomNumberGenerator.GetString(CodeAlphabet, CodeLength);
        await state.SaveAsync(State with { CodeHash = HashOf(code) }, this);
        return new LoginCode(Refusal.None, code);
    }

    public async Task<LoginView> ConfirmByCode(string code, ReadOnlyMemory<byte> cookieHash)
    {
        if (!IsBrowser(cookieHash)) return new LoginView(Refusal.NotFound);
        if (StandingAt(time.GetUtcNow()) is var standing && standing != Refusal.None) return new LoginView(standing);
        if (State.WrongCodes >= Limits.MaxLoginCodeTries) return new LoginView(Refusal.Revoked);
        var expected = State.CodeHash.Length > 0 ? State.CodeHash.Span : NoHash;
        if (CryptographicOperations.FixedTimeEquals(expected, HashOf(Normal(code)))) return await ConfirmedAsync();
        await state.SaveAsync(State with { WrongCodes = State.WrongCodes + 1 }, this);
        return new LoginView(Refusal.Unauthenticated);
    }

    public async Task<Refusal> AwaitFactor(AccountId account, ReadOnlyMemory<byte> cookieHash)
    {
        if (!State.IsConfirmed || !IsBrowser(cookieHash)) return Refusal.NotFound;
        await state.SaveAsync(State with { Awaited = account }, this);
        return Refusal.None;
    }

    public Task<AccountId?> GetAwaited(ReadOnlyMemory<byte> cookieHash) => Task.FromResult(
        IsBrowser(cookieHash) && State.ExpiresAt > time.GetUtcNow() ? State.Awaited : null);

    public async Task<bool> Complete(ReadOnlyMemory<byte> cookieHash)
    {
        if (State.Awaited is null || !IsBrowser(cookieHash)) return false;
        await state.SaveAsync(State with { Awaited = null }, this);
        return true;
    }

    public async Task CarryOutDue()
    {
        if (!(State.NextDue <= time.GetUtcNow())) return;
        await state.ClearStateAsync();
        this.DeactivateOnIdle();
    }

    private async Task<LoginView> ConfirmedAsync()
    {
        await state.SaveAsync(State with { IsConfirmed = true, CodeHash = ReadOnlyMemory<byte>.Empty }, this);
        return View(thisBrowser: true);
    }

    private LoginView View(bool thisBrowser) => new(
        Refusal.None, cipher.Decrypt(Table, EmailColumn, Id, State.Email.Span), State.Name, thisBrowser,
        State.ExpiresAt, State.Changes);

    private Refusal CheckToken(ReadOnlyMemory<byte> tokenHash)
    {
        var stored = State.Exists ? State.TokenHash.Span : NoHash;
        return CryptographicOperations.FixedTimeEquals(stored, tokenHash.Span) & State.Exists
            ? StandingAt(time.GetUtcNow())
            : Refusal.NotFound;
    }

    private Refusal StandingAt(DateTimeOffset now) =>
        State.IsConfirmed ? Refusal.Used : State.ExpiresAt <= now ? Refusal.Expired : Refusal.None;

    private bool IsBrowser(ReadOnlyMemory<byte> cookieHash) =>
        CryptographicOperations.FixedTimeEquals(State.Exists ? State.CookieHash.Span : NoHash, cookieHash.Span)
        & State.Exists;

    private static string Normal(string code) =>
        code.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();

    private byte[] HashOf(string code) =>
        HMACSHA256.HashData(secrets.Pepper.Span, Encoding.UTF8.GetBytes($"cex login code\0{Id}\0{code}"));
}
