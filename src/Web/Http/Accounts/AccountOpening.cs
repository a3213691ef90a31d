using ContextExchange.Web.Auth;

namespace ContextExchange.Web.Http;

/// <summary>Makes accounts. An address has one account: who comes second gets the first one's.</summary>
internal sealed class AccountOpening(IGrainFactory grains, Pepper pepper)
{
    private const string Unnamed = "New account";

    /// <summary>The account of an address whose mails the caller reads, made if there is none.</summary>
    public async Task<AccountView> OfAddressAsync(string email, string? name)
    {
        var index = pepper.HashOfEmail(email);
        while (true)
        {
            var id = await grains.AccountName("mail", index).Claim(AccountId.New());
            var account = grains.Account(id);
            // An id that was claimed before a crash has no account yet: this makes it.
            await account.Create(new AccountCreation(email, true, name ?? NameFrom(email), AccountRole.Owner));
            var view = await account.Get()
                ?? throw new InvalidOperationException("An account was made and is not there.");
            if (HasAddress(view, index)) return view;
            await grains.AccountName("mail", index).Release(id);
        }
    }

    /// <summary>Whether an address has an account.</summary>
    public async Task<bool> IsTakenAsync(string email) => await FindAsync(email) is not null;

    /// <summary>
    /// Whether an address has an account that the first operator may not open with the bootstrap code.
    /// </summary>
    public async Task<bool> IsProvenAsync(string email) => await FindAsync(email) is { EmailVerified: true };

    /// <summary>
    /// The first operator's account, its address not proven; null where the address is somebody's. An account that was
    /// opened so before, and whose operator cannot sign in any more, is opened again.
    /// </summary>
    public async Task<AccountId?> OfOperatorAsync(string email, string name)
    {
        var id = await grains.AccountName("mail", pepper.HashOfEmail(email)).Claim(AccountId.New());
        if (await grains.Account(id).Get() is { EmailVerified: true })
            return null;
        await grains.Account(id).Create(new AccountCreation(email, false, name, AccountRole.Operator));
        return id;
    }

    private async Task<AccountView?> FindAsync(string email) =>
        await grains.AccountName("mail", pepper.HashOfEmail(email)).Find() is { } id
            && await grains.Account(id).Get() is { } view && HasAddress(view, pepper.HashOfEmail(email)) ? view : null;

    /// <summary>After a crash an account may still hold the name of the address that it had before.</summary>
    private bool HasAddress(AccountView account, ReadOnlySpan<byte> index) =>
        index.SequenceEqual(pepper.HashOfEmail(account.Email));

    private static string NameFrom(string email)
    {
        var name = email[..email.LastIndexOf('@')].Trim();
        return Text.IsName(name) ? name : Unnamed;
    }
}
