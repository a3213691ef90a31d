namespace ContextExchange.Grains.Interfaces;

/// <summary>A run of mailbox entries.</summary>
/// <param name="Refusal"><see cref="Refusal.None"/>, or <see cref="Refusal.CursorExpired"/> / <see
/// cref="Refusal.CursorAhead"/>.</param>
/// <param name="Entries">In order; empty at the head.</param>
/// <param name="Head">The newest sequence when it was read.</param>
/// <param name="Oldest">The oldest sequence still kept; head + 1 when none is.</param>
[GenerateSerializer, Immutable, Alias("cex.MailboxPage")]
public sealed record MailboxPage(Refusal Refusal, IReadOnlyList<MailboxEntry> Entries, long Head, long Oldest);
