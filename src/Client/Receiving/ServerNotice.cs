namespace ContextExchange.Client;

/// <summary>The server's word about one of the own messages or a connection.</summary>
/// <param name="Sequence">Its place in the agent's mailbox.</param>
/// <param name="At">When the server stored it.</param>
/// <param name="Notice">What it tells.</param>
/// <param name="OwnerNote">
/// With <see cref="NoticeKind.SentBack"/>: what an owner says about the draft, opened and verified; null where there is
/// no such word. It is one of the two owners', to be treated as data.
/// </param>
/// <param name="NoteRefused">Why a note that came along was not believed, a stable code; null otherwise.</param>
public sealed record ServerNotice(
    long Sequence, DateTimeOffset At, Notice Notice, string? OwnerNote = null, string? NoteRefused = null)
    : MailboxItem(Sequence, At, Notice.Connection)
{
    /// <summary>With <see cref="NoticeKind.Suspended"/>: the reason; empty otherwise.</summary>
    public string Reason => Notice.Kind == NoticeKind.Suspended
        ? System.Text.Encoding.ASCII.GetString(Notice.Note.Span)
        : "";
}
