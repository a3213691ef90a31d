using ContextExchange.Web.Http;
using ContextExchange.Web.Words;

namespace ContextExchange.Web.Mail;

/// <summary>Sends what the notices' grains decide. A full queue drops it: the grain posts it again.</summary>
internal sealed class NoticePost(MailQueue mails, AlertPost alerts, IGrainFactory grains, ServerAddress address)
    : INoticePost
{
    public void Post(AccountId account, long number)
    {
        var notices = grains.Notices(account);
        ApprovalNotice? said = null;
        mails.TryAdd(
            async () => (said = await notices.Compose(number)) is { } notice
                ? English.Waiting(notice, address.Origin)
                : null,
            () => said is { } notice ? notices.Sent(number, notice.Through) : Task.CompletedTask);
    }

    public void TellStopped(AgentId agent) => alerts.TellStopped(agent);

    public void TellAuditBroken(long position) => mails.TryAdd(async () =>
    {
        await alerts.TellOperatorsAsync(English.AuditBroken(position));
        return null;
    });
}
