namespace ContextExchange.Grains.Interfaces;

/// <summary>A page of a connection's messages in the order in which they were stored.</summary>
/// <param name="Entries">Messages and stubs of both directions, as stored in the recipients' mailboxes.</param>
/// <param name="Next">Opaque; give it back to go on. Null at the end.</param>
/// <param name="Previous">
/// Of a page that was read backwards: opaque; give it back to go further back. Null at the start.
/// </param>
/// <param name="Last">
/// The place after this page's last entry, from which what comes later is read; null while there is nothing.
/// </param>
[GenerateSerializer, Immutable, Alias("cex.ConversationPage")]
public sealed record ConversationPage(
    IReadOnlyList<MailboxEntry> Entries, string? Next, string? Previous = null, string? Last = null);
