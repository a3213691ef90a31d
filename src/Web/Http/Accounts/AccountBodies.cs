using System.Text.Json;
using System.Text.Json.Serialization;
using ContextExchange.Web.Auth;

namespace ContextExchange.Web.Http;

internal sealed record SignUpBody(string Email, string Name, string? Bootstrap = null);

internal sealed record LinkRequest(string Email);

internal sealed record LinkRequested(DateTimeOffset ExpiresAt);

internal sealed record LinkToken(string Token);

/// <param name="Email">Masked: <c>a***@example.org</c>.</param>
/// <param name="ThisBrowser">The asking browser began it and may confirm.</param>
/// <param name="Purpose">What confirming does.</param>
/// <param name="ExpiresAt">When the link ends.</param>
internal sealed record LinkPreview(string Email, bool ThisBrowser, LoginPurpose Purpose, DateTimeOffset ExpiresAt);

internal sealed record CodeBody(string Code);

internal sealed record CodeAnswer(string Code);

/// <summary>What an account that has factors must do next.</summary>
/// <param name="Next">What is missing.</param>
/// <param name="At">When a recovery may be completed; null with the others.</param>
internal sealed record NextStep(SignInStep Next, DateTimeOffset? At = null);

internal sealed record PasskeyAssertionBody(JsonElement Credential);

internal sealed record PasskeyBody(JsonElement Credential, string Name);

internal sealed record PasskeyChange(string Name);

internal sealed record PasskeyItem(
    string Id, string Name, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, bool BackedUp,
    DateTimeOffset? SuspectedAt)
{
    public static PasskeyItem Of(Passkey passkey) => new(
        passkey.Id, passkey.Name, passkey.CreatedAt, passkey.LastUsedAt, passkey.IsBackedUp, passkey.SuspectedAt);
}

internal sealed record TotpSecret(string Secret, string Uri);

internal sealed record RecoveryCodesAnswer(IReadOnlyList<string> RecoveryCodes);

internal sealed record AccountChange(string Name);

internal sealed record AccountAnswer(
    AccountId Account, string Email, bool EmailVerified, string Name, AccountRole Role, OwnerId? Owner, int Passkeys,
    bool Totp, int RecoveryCodesLeft, DateTimeOffset? RecoveryAt, DateTimeOffset SignedInAt, Assurance Assurance,
    string Csrf);

/// <summary>
/// The signature is over the <c>connect</c> body with agent = owner and device zero, as when signing in.
/// </summary>
internal sealed record AccountOwner(
    OwnerId Owner, ReadOnlyMemory<byte> Nonce, long Expiry, ReadOnlyMemory<byte> Signature)
{
    [JsonIgnore]
    public Proof Proof => new(Nonce, Expiry, Signature);
}

/// <param name="Blob">Opaque, at most 64 KiB; empty for none.</param>
/// <param name="Version">Counts the writes; 0 before the first.</param>
internal sealed record VaultBody(ReadOnlyMemory<byte> Blob, long Version);

internal sealed record VaultVersion(long Version);

/// <summary>An account in the operators' list.</summary>
/// <param name="SignedInAt">When somebody last signed in to it; absent where that is not known.</param>
internal sealed record AccountItem(
    AccountId Account, string Email, bool EmailVerified, string Name, AccountRole Role, DateTimeOffset CreatedAt,
    DateTimeOffset? SignedInAt)
{
    public static AccountItem Of(AccountView view) => new(
        view.Id, view.Email, view.EmailVerified, view.Name, view.Role, view.CreatedAt, view.SignedInAt);
}

internal sealed record RoleChange(string Email, AccountRole Role);
