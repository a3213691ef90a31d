using System.Security.Cryptography;
using ContextExchange.Web.Http;
using Microsoft.AspNetCore.Identity;

namespace ContextExchange.Web.Auth;

/// <summary>
/// The framework's passkey handler reads accounts through this; it never writes. The counters that it sees are 0, so
/// that it leaves them to <see cref="IAccountGrain.UsePasskey"/>, which judges and moves them in one step.
/// </summary>
internal sealed class AccountUserStore(IGrainFactory grains) : IUserPasskeyStore<AccountUser>
{
    /// <summary>
    /// How a credential id is named in lists, paths and the index: the first half of its SHA-256 in hex.
    /// </summary>
    public static string IdOf(ReadOnlySpan<byte> credentialId) =>
        Convert.ToHexStringLower(SHA256.HashData(credentialId).AsSpan(0, 16));

    public async Task<AccountUser?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        AccountId.TryParse(userId, out var id) && await grains.Account(id).Get() is { } view
            ? new AccountUser(view)
            : null;

    public async Task<AccountUser?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) =>
        await grains.AccountName("passkey", SHA256.HashData(credentialId)).Find() is { } id
            ? await FindByIdAsync(id.ToString(), cancellationToken)
            : null;

    public Task<UserPasskeyInfo?> FindPasskeyAsync(
        AccountUser user, byte[] credentialId, CancellationToken cancellationToken) =>
        Task.FromResult(user.View.Passkeys
            .Where(passkey => passkey.CredentialId.Span.SequenceEqual(credentialId)).Select(InfoOf).FirstOrDefault());

    public Task<IList<UserPasskeyInfo>> GetPasskeysAsync(AccountUser user, CancellationToken cancellationToken) =>
        Task.FromResult<IList<UserPasskeyInfo>>([.. user.View.Passkeys.Select(InfoOf)]);

    public Task<string> GetUserIdAsync(AccountUser user, CancellationToken cancellationToken) =>
        Task.FromResult(user.View.Id.ToString());

    public Task<string?> GetUserNameAsync(AccountUser user, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(user.View.Email);

    public Task<AccountUser?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) =>
        throw OnlyPasskeys();

    public Task<string?> GetNormalizedUserNameAsync(AccountUser user, CancellationToken cancellationToken) =>
        throw OnlyPasskeys();

    public Task SetUserNameAsync(AccountUser user, string? userName, CancellationToken cancellationToken) =>
        throw OnlyPasskeys();

    public Task SetNormalizedUserNameAsync(
        AccountUser user, string? normalizedName, CancellationToken cancellationToken) => throw OnlyPasskeys();

    public Task<IdentityResult> CreateAsync(AccountUser user, CancellationToken cancellationToken) =>
        throw OnlyPasskeys();

    public Task<IdentityResult> UpdateAsync(AccountUser user, CancellationToken cancellationToken) =>
        throw OnlyPasskeys();

    public Task<IdentityResult> DeleteAsync(AccountUser user, CancellationToken cancellationToken) =>
        throw OnlyPasskeys();

    public Task AddOrUpdatePasskeyAsync(
        AccountUser user, UserPasskeyInfo passkey, CancellationToken cancellationToken) => throw OnlyPasskeys();

    public Task RemovePasskeyAsync(AccountUser user, byte[] credentialId, CancellationToken cancellationToken) =>
        throw OnlyPasskeys();

    public void Dispose()
    {
    }

    private static UserPasskeyInfo InfoOf(Passkey passkey) => new(
        passkey.CredentialId.ToArray(), passkey.PublicKey.ToArray(), passkey.CreatedAt, 0, passkey.Transports,
        isUserVerified: true, passkey.IsBackupEligible, passkey.IsBackedUp, [], []);

    private static NotSupportedException OnlyPasskeys() =>
        new("Accounts are changed through their grains; the framework only verifies passkeys.");
}
