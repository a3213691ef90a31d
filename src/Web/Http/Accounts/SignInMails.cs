using ContextExchange.Web.Auth;
using ContextExchange.Web.Mail;
using Microsoft.AspNetCore.Http;

namespace ContextExchange.Web.Http;

/// <summary>
/// Sends links that sign in. An address that nobody has gets a mail too, and the same calls are made for it, so that
/// the answer and its time tell nobody who has an account.
/// </summary>
internal sealed class SignInMails(
    IGrainFactory grains, Pepper pepper, MailQueue mails, ServerAddress address, TimeProvider clock)
{
    private static readonly LimitRule PerAddress = new(Limits.MaxSignInMailsPerAddress, TimeSpan.FromMinutes(15));

    /// <summary>Begins a sign-in and marks the browser.</summary>
    /// <param name="http">The request; its answer gets the login cookie.</param>
    /// <param name="email">Checked to be an address.</param>
    /// <param name="name">For a new account; null where none was given.</param>
    public async Task<(Refusal Refusal, TimeSpan? RetryAfter, DateTimeOffset ExpiresAt)> SendAsync(
        HttpContext http, string email, string? name)
    {
        var index = pepper.HashOfEmail(email);
        var limit = await grains.GetGrain<ILimitGrain>("mail-to:" + Convert.ToHexStringLower(index))
            .Take(PerAddress, 1);
        if (!limit.Allowed)
            return (Refusal.RateLimited, limit.ResetAfter, default);
        var link = CredentialText.Create(CredentialKind.SignInLink);
        var holder = await grains.AccountName("mail", index).Find();
        var purpose = holder is null ? LoginPurpose.SignUp : LoginPurpose.SignIn;
        var expires = clock.GetUtcNow() + Limits.LoginRequestLifetime;
        var cookie = LoginCookie.Set(http.Response, link.PublicId, expires, pepper);
        await grains.LoginRequest(link.PublicId).Begin(
            new LoginRequest(pepper.HashOf(link), cookie, email, purpose, name, expires));
        var text = $"{address.Origin}/sign-in#{link.Reveal()}";
        return mails.TryAdd(purpose == LoginPurpose.SignUp ? Mails.SignUp(email, text) : Mails.SignIn(email, text))
            ? (Refusal.None, null, expires)
            : (Refusal.Unavailable, TimeSpan.FromSeconds(30), default);
    }
}
