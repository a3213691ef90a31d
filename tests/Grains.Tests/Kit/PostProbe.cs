using System.Collections.Concurrent;

namespace ContextExchange.Grains.Tests.Kit;

/// <summary>Keeps what is posted until a test sends it, as a mail queue would, or loses it.</summary>
internal sealed class PostProbe : INoticePost
{
    private readonly ConcurrentQueue<(AccountId Account, long Number)> _posted = [];

    public int Count => _posted.Count;

    /// <summary>Where the audit log was said to be broken.</summary>
    public ConcurrentQueue<long> Broken { get; } = [];

    /// <summary>Whose owners were told of a stopped conversation.</summary>
    public ConcurrentQueue<AgentId> Stopped { get; } = [];

    public void Post(AccountId account, long number) => _posted.Enqueue((account, number));

    public void TellStopped(AgentId agent) => Stopped.Enqueue(agent);

    public void TellAuditBroken(long position) => Broken.Enqueue(position);

    /// <summary>Loses everything, as a process does that ends.</summary>
    public void Lose() => _posted.Clear();

    /// <summary>Sends everything: what the mails say; null for one that need not be sent any more.</summary>
    public async Task<IReadOnlyList<ApprovalNotice?>> SendAsync(IGrainFactory grains)
    {
        List<ApprovalNotice?> mails = [];
        while (_posted.TryDequeue(out var posted))
        {
            var grain = grains.GetGrain<INoticesGrain>(posted.Account.ToString());
            var notice = await grain.Compose(posted.Number);
            if (notice is not null) await grain.Sent(posted.Number, notice.Through);
            mails.Add(notice);
        }

        return mails;
    }
}
