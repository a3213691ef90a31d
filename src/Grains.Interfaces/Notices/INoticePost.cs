namespace ContextExchange.Grains.Interfaces;

/// <summary>
/// Takes mails to accounts away from the grains: the edge has the transport, and it must not hold a grain up. A host
/// without an edge has one that is silent.
/// </summary>
public interface INoticePost
{
    /// <summary>
    /// Has a mail sent: asks <see cref="INoticesGrain.Compose"/> when its turn comes, then reports
    /// <see cref="INoticesGrain.Sent"/>. One that is lost on the way is posted again later, under another number.
    /// </summary>
    void Post(AccountId account, long number);

    /// <summary>
    /// Tells the agent's owner that it and another one have answered each other until the server stopped them; at most
    /// once an hour. What the log keeps of that conversation shows it as well.
    /// </summary>
    void TellStopped(AgentId agent);

    /// <summary>Tells the operators that the audit log's chain is broken at a position.</summary>
    void TellAuditBroken(long position);
}
