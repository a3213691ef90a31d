namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// Everything that one call of a sender works with: its transaction, and who the parties are at this moment.
/// </summary>
internal readonly record struct SendingTurn(
    IDeviceTransaction Transaction, ConnectionContext Connection, AgentDirectory Own, AgentDirectory Peer, long Now)
{
    /// <summary>The connection's id.</summary>
    public Guid Id => Connection.Connection;

    /// <summary>The directory of the agent that a key or device belongs to; null if it is neither side.</summary>
    public AgentDirectory? DirectoryOf(Guid agent) =>
        agent == Connection.Own.Agent ? Own : agent == Connection.Peer.Agent ? Peer : null;
}
