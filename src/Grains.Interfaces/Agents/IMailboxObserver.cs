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

    /// <summary>Close the socket with this code: revoked, frozen, or replaced.</summary>
    [Alias("OnClose"), OneWay]
    ValueTask OnClose(CloseCode code);
}
