namespace ContextExchange.Grains.Interfaces;

/// <summary>One place in one agent's mailbox, or in a conversation.</summary>
/// <param name="Sequence">Gap-free per mailbox, from 1.</param>
/// <param name="Kind">Message, stub or notice.</param>
/// <param name="Connection">The connection it came over.</param>
/// <param name="At">When it was stored (store's clock, milliseconds).</param>
/// <param name="Body">As <see cref="EntryKind"/> says.</param>
/// <param name="LineageTag">For messages the server's 16-byte HMAC over its causality; otherwise empty.</param>
[GenerateSerializer, Immutable, Alias("cex.MailboxEntry")]
public sealed record MailboxEntry(
    long Sequence, EntryKind Kind, ConnectionId Connection, DateTimeOffset At, ReadOnlyMemory<byte> Body,
    ReadOnlyMemory<byte> LineageTag);
