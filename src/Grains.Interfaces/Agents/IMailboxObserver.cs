namespace ContextExchange.Grains.Interfaces;

/// <summary>
/// A live session of one device. Pushes are hints: the mailbox is the truth and a gap is read from it.
/// </summary>
[Alias("cex.IMailboxObserver")]
public interface IMailboxObserver : IGrainObserver
{
    /// <summary>Entries in mailbox order, already on disk. Must not block.</summary>
    [Alias("OnEntries"), OneWay]
    ValueTask OnEntries(IReadOnlyList<MailboxEntry> entries);

    /// <summary>
    /// The peer has acknowledged the message with this number of the session's device, and what the device sent to it
    /// before. Also those are told that did not ask.
    /// </summary>
    [Alias("OnAcknowledged"), OneWay]
    ValueTask OnAcknowledged(AgentId peer, long sequence);

    /// <summary>Close the socket with this code: revoked, frozen, or replaced.</summary>
    [Alias("OnClose"), OneWay]
    ValueTask OnClose(CloseCode code);
}
