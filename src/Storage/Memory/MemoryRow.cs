namespace ContextExchange.Storage;

/// <summary>One stored row of a <see cref="MemoryStore"/>.</summary>
/// <param name="Position">Its place in the order of storing.</param>
/// <param name="At">When it was stored.</param>
/// <param name="Retention">How long it is kept.</param>
/// <param name="Entry">The mailbox's entry; null for a number that was settled without one.</param>
/// <param name="Mark">The number that was settled; null where there was none.</param>
internal sealed record MemoryRow(
    long Position, DateTimeOffset At, RetentionClass Retention, MailboxEntry? Entry, SenderMark? Mark)
{
    public bool HasRunOut(DateTimeOffset now) =>
        Retention != RetentionClass.Keep && At < now - TimeSpan.FromDays((int)Retention);
}
