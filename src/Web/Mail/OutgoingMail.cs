namespace ContextExchange.Web.Mail;

/// <summary>One mail that leaves the server: plain text, never content of messages.</summary>
/// <param name="To">One checked address.</param>
/// <param name="Subject">ASCII, one line.</param>
/// <param name="Text">Lines separated by <c>\n</c>.</param>
internal sealed record OutgoingMail(string To, string Subject, string Text)
{
    /// <summary>Shows neither address nor text.</summary>
    public override string ToString() => $"Mail '{Subject}' [redacted]";
}
