namespace ContextExchange.Protocol;

/// <summary>What stands at one place of a mailbox.</summary>
public enum EntryKind : byte
{
    /// <summary>A sealed message. The body is the envelope.</summary>
    Message = 1,

    /// <summary>
    /// In place of a message that was withheld (held or refused, alike) or expired: the body is
    /// connection 16 || sender device 16 || sender's sequence 8 || envelope hash 32.
    /// </summary>
    Stub = 2,

    /// <summary>The server's word to this agent: the body is a <see cref="Notice"/>.</summary>
    Notice = 3,
}
