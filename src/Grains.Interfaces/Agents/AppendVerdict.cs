namespace ContextExchange.Grains.Interfaces;

/// <summary>How the store judged one append; only <see cref="Stored"/> changed anything.</summary>
public enum AppendVerdict : byte
{
    /// <summary>Flushed to disk.</summary>
    Stored = 0,

    /// <summary>
    /// Another activation claimed the mailbox meanwhile, or the sequence is not the next: drop memory and retry.
    /// </summary>
    StaleHead = 1,

    /// <summary>
    /// The sender's number is not the next one for this device and connection: drop memory and retry.
    /// </summary>
    StaleMark = 2,

    /// <summary>The hold to close is not open: somebody decided before.</summary>
    HoldClosed = 3,

    /// <summary>The agent has too much unacknowledged mail.</summary>
    MailboxFull = 4,

    /// <summary>There is no agent with this id.</summary>
    NoSuchAgent = 5,

    /// <summary>The store failed; nothing is known to be stored. Drop memory, claim again, then look.</summary>
    Unavailable = 6,

    /// <summary>The agent is frozen by its owner: it gets notices, but no messages.</summary>
    Frozen = 7,

    /// <summary>
    /// Another activation claimed the connection meanwhile: drop memory, claim it again, and judge anew.
    /// </summary>
    StaleConnection = 8,
}
