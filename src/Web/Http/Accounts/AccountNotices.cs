using ContextExchange.Web.Mail;
using ContextExchange.Web.Words;

namespace ContextExchange.Web.Http;

/// <summary>
/// Tells an account by mail that something about its sign-in changed: NIST SP 800-63B wants that elsewhere.
/// </summary>
internal sealed class AccountNotices(MailQueue mails, ServerAddress address)
{
    /// <summary>Queues the notice. A full queue drops it: the change itself is in the audit log.</summary>
    /// <param name="account">Who is told.</param>
    /// <param name="what">A clause without a full stop: <c>a passkey was added</c>.</param>
    public void Tell(AccountView account, string what) =>
        mails.TryAdd(() => Task.FromResult<OutgoingMail?>(English.Notice(account.Email, what, address.Origin)));
}
