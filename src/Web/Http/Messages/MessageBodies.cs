using System.Globalization;

namespace ContextExchange.Web.Http;

internal sealed record MessageBody(ReadOnlyMemory<byte> Envelope, ReadOnlyMemory<byte> Lineage = default);

internal sealed record SentAnswer(SendStatus Status, long Sequence, DateTimeOffset At);

internal sealed record EntryAnswer(
    long Sequence, EntryKind Kind, DateTimeOffset At, ConnectionId Connection, ReadOnlyMemory<byte> Body,
    ReadOnlyMemory<byte>? Tag)
{
    public static EntryAnswer Of(MailboxEntry entry) => new(
        entry.Sequence, entry.Kind, entry.At, entry.Connection, entry.Body,
        entry.LineageTag.OrAbsent);
}

/// <summary>A page of a conversation, in the server's order.</summary>
/// <param name="Items">Messages and stubs.</param>
/// <param name="Next">Give it back as <c>after</c> to go on; absent at the end, and of a page read backwards.</param>
/// <param name="Previous">Of a page read backwards: give it back as <c>before</c>; absent at the start.</param>
/// <param name="Last">Give it back as <c>after</c> for what comes later; absent while there is nothing.</param>
internal sealed record ConversationAnswer(
    IReadOnlyList<EntryAnswer> Items, string? Next = null, string? Previous = null, string? Last = null)
{
    public static ConversationAnswer Of(ConversationPage page) =>
        new([.. page.Entries.Select(EntryAnswer.Of)], page.Next, page.Previous, page.Last);
}

internal sealed record MailboxAnswer(IReadOnlyList<EntryAnswer> Items, string? Next, long Head, long Oldest)
{
    public static MailboxAnswer Of(MailboxPage page)
    {
        var last = page.Entries.Count > 0 ? page.Entries[^1].Sequence : page.Head;
        var next = last < page.Head ? last.ToString(System.Globalization.CultureInfo.InvariantCulture) : null;
        return new([.. page.Entries.Select(EntryAnswer.Of)], next, page.Head, page.Oldest);
    }
}

internal sealed record AckBody(long Sequence);

internal sealed record ApprovalItem(
    EnvelopeId Message, ConnectionId Connection, AgentId Sender, AgentId Recipient, string Category, AgentId Side,
    DateTimeOffset HeldAt, DateTimeOffset ExpiresAt, ReadOnlyMemory<byte> Envelope)
{
    public static ApprovalItem Of(HoldView hold) => new(
        hold.Message, hold.Connection, hold.Sender, hold.Recipient, hold.Category, hold.Side, hold.HeldAt,
        hold.ExpiresAt,
        hold.Envelope);
}

internal sealed record DecisionBody(
    Verdict Verdict, ReadOnlyMemory<byte>? Approval = null, ReadOnlyMemory<byte>? Note = null);

/// <summary>One event of the stream.</summary>
/// <param name="Id">Names the event, wherever it is told; null of the stream itself.</param>
/// <param name="Whole">
/// Of <c>watching</c>: false where something may be missing since the last event that was seen.
/// </param>
internal sealed record ActivityAnswer(
    DateTimeOffset At, string Kind, ConnectionId Connection, AgentId From, AgentId To, string? Category, string? Status,
    int Size, string? Id = null, bool? Whole = null)
{
    public static ActivityAnswer Of(ActivityEvent activity) => new(
        activity.At, activity.Kind, activity.Connection, activity.From, activity.To, activity.Category, activity.Status,
        activity.Size, string.Create(CultureInfo.InvariantCulture, $"{activity.At.UtcTicks:x}-{activity.Connection}"));

    /// <summary>When the event of an id happened; null of what is no such id.</summary>
    public static DateTimeOffset? TimeOf(string? id) =>
        id is { Length: <= 64 }
        && long.TryParse(id.Split('-')[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var ticks)
        && ticks >= 0 && ticks <= DateTimeOffset.MaxValue.UtcTicks
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : null;
}
