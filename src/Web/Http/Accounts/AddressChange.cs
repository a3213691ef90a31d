using ContextExchange.Web.Auth;
using ContextExchange.Web.Words;
using Microsoft.AspNetCore.Http;

namespace ContextExchange.Web.Http;

/// <summary>
/// Gives an account another mail address, once a link that was sent there was confirmed. Everything else of the account
/// stays, its sessions too; both addresses are told.
/// </summary>
internal sealed class AddressChange(IGrainFactory grains, Pepper pepper, AccountNotices notices)
{
    /// <returns>
    /// <see cref="Refusal.Forbidden"/> where another account, or none, is signed in here;
    /// <see cref="Refusal.Conflict"/> where another account has the address.
    /// </returns>
    public async Task<Refusal> ChangeAsync(HttpContext http, AccountId id, string email)
    {
        http.NoteSubject(id.ToString());
        var account = grains.Account(id);
        if (http.CallerOrNull?.Subject.SignIn?.Account != id || await account.Get() is not { } before)
            return Refusal.Forbidden;
        var (index, indexBefore) = (pepper.HashOfEmail(email), pepper.HashOfEmail(before.Email));
        var name = grains.AccountName("mail", index);
        if (await name.Claim(id) != id)
            return Refusal.Conflict;
        var refusal = await account.ChangeEmail(email);
        if (refusal != Refusal.None)
            return refusal;
        // A sign-in with the new address that came in between took it for nobody's: then it is that account's.
        if (await name.Claim(id) != id)
        {
            await account.ChangeEmail(before.Email);
            return Refusal.Conflict;
        }

        if (!index.AsSpan().SequenceEqual(indexBefore))
            await grains.AccountName("mail", indexBefore).Release(id);
        notices.Tell(before, English.AddressChanged);
        notices.Tell(before with { Email = email }, English.AddressChanged);
        return Refusal.None;
    }
}
