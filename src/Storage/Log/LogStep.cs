namespace ContextExchange.Storage;

/// <summary>What every store demands of a step before it judges it.</summary>
internal static class LogStep
{
    private const int DigestLength = 32;

    /// <summary>Refuses a step that no grain may build.</summary>
    /// <exception cref="ArgumentException">A programmer's error; nothing was stored.</exception>
    public static void Check(LogAppend append)
    {
        ArgumentNullException.ThrowIfNull(append);
        if (append is { Entry: null, Settles: null, Opens: null, Closes: null })
            throw new ArgumentException("A step stores an entry, settles a number or moves a hold.", nameof(append));
        if (append.Entry is { Kind: not (EntryKind.Message or EntryKind.Stub or EntryKind.Notice) })
            throw new ArgumentException("An entry is a message, a stub or a notice.", nameof(append));
        if (append.Settles is not { } mark)
            return;
        if (mark.Digest.Length != DigestLength)
            throw new ArgumentException("A settled number carries a digest of 32 bytes.", nameof(append));
        if (mark.Device == default)
            throw new ArgumentException("A settled number names its device.", nameof(append));
        if (append.Entry is { } entry && entry.Connection != mark.Connection)
            throw new ArgumentException("A step's entry and settled number are of one connection.", nameof(append));
    }

    /// <summary>Whether an entry is part of its connection's conversation; notices are not.</summary>
    public static bool IsConversation(EntryKind kind) => kind is EntryKind.Message or EntryKind.Stub;
}
