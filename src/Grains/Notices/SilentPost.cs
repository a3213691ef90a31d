namespace ContextExchange.Grains.Notices;

/// <summary>Sends nothing: for silos without an edge.</summary>
internal sealed class SilentPost : INoticePost
{
    public void Post(AccountId account, long number)
    {
    }

    public void TellStopped(AgentId agent)
    {
    }

    public void TellAuditBroken(long position)
    {
    }
}
