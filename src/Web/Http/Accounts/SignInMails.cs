using ContextExchange.Web.Auth;
using ContextExchange.Web.Mail;
using ContextExchange.Web.Words;
using Microsoft.AspNetCore.Http;

namespace ContextExchange.Web.Http;

/// <summary>
/// Sends links that sign in. Whether the address has an account is looked up behind the answer, when the mail is
/// written: neither the answer nor its time can tell. An address that nobody has gets a mail too.
/// </summary>
internal sealed class SignInMails(
    IGrainFactory grains, Pepper pepper, AccountOpening accounts, MailQueue mails, ServerAddress address,
    TimeProvider clock)
{
    private static readonly LimitRule PerAddress = new(Limits.MaxSignInMailsPerAddress, TimeSpan.FromMinutes(15));

    /// <summary>Begins a sign-in and marks the browser.</summary>
    /// <param name="http">The request; its answer gets the login cookie.</param>
    /// <param name="email">Checked to be an address.</param>
    /// <param name="name">For a new account; null where none was given.</param>
    /// <param name="changes">The account whose address it becomes; null for signing in.</param>
    public async Task<(Refusal Refusal, TimeSpan? RetryAfter, DateTimeOffset ExpiresAt)> SendAsync(
        HttpContext http, string email, string? name, AccountId? changes = null)
    {
        var index = pepper.HashOfEmail(email);
        var limit = await grains.GetGrain<ILimitGrain>("mail-to:" + Convert.ToHexStringLower(index))
            .Take(PerAddress, 1);
        if (!limit.Allowed)
            return (Refusal.RateLimited, limit.ResetAfter, default);
        var link = CredentialText.Create(CredentialKind.SignInLink);
        var expires = clock.GetUtcNow() + Limits.LoginRequestLifetime;
        var cookie = LoginCookie.Set(http.Response, link.PublicId, expires, pepper);
        await grains.LoginRequest(link.PublicId).Begin(
            new LoginRequest(pepper.HashOf(link), cookie, email, name, expires, changes));
        var text = $"{address.Origin}/sign-in#{link.Reveal()}";
        return mails.TryAdd(() => ComposeAsync(email, text, changes is not null))
            ? (Refusal.None, null, expires)
            : (Refusal.Unavailable, TimeSpan.FromSeconds(30), default);
    }

    /// <summary>Runs in the queue: who asked has been answered by then.</summary>
    private async Task<OutgoingMail?> ComposeAsync(string email, string link, bool isChange) =>
        isChange ? English.ChangeAddress(email, link)
            : await accounts.IsTakenAsync(email) ? English.SignIn(email, link) : English.SignUp(email, link);
}
