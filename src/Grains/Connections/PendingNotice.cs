namespace ContextExchange.Grains.Connections;

/// <summary>
/// A notice that must reach a mailbox. It is stored with the change that it tells of and dropped when the mailbox has
/// it; a crash in between makes it come twice, with the same (message, kind).
/// </summary>
/// <param name="To">Whose mailbox.</param>
/// <param name="Kind">What it tells.</param>
/// <param name="Message">Which message; the zero id where none.</param>
/// <param name="At">When it happened.</param>
/// <param name="Note">As <see cref="Notice"/> says.</param>
[GenerateSerializer, Immutable, Alias("cex.PendingNotice")]
internal sealed record PendingNotice(
    AgentId To, NoticeKind Kind, EnvelopeId Message, DateTimeOffset At, ReadOnlyMemory<byte> Note = default);
