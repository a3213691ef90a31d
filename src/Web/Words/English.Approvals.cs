using System.Globalization;
using System.Text;
using ContextExchange.Web.Mail;

namespace ContextExchange.Web.Words;

/// <content>The words of mails about messages that wait: nothing in them comes from the other side.</content>
internal static partial class English
{
    public static OutgoingMail Waiting(ApprovalNotice notice, string origin) => new(
        notice.Email, CountOf(notice.Count) + (notice.Count == 1 ? " waits" : " wait") + " for your decision", $"""
        Before {(notice.Count == 1 ? "it goes" : "they go")} on, you are asked:

        {Listed(notice)}
        Read and decide here:

        {origin}/approvals

        {(notice.Count == 1 ? "It ends" : "The first ends")} undecided on {Shown(notice)}.
        When such mails come is yours to choose in the settings: {origin}/settings
        """ + Signature);

    private static string Listed(ApprovalNotice notice)
    {
        var lines = new StringBuilder();
        foreach (var waiting in notice.Waiting)
            lines.Append(CultureInfo.InvariantCulture, $"  {waiting.Agent}: {CountOf(waiting.Count)}\n");
        var others = notice.Count - notice.Waiting.Sum(waiting => waiting.Count);
        if (others > 0)
            lines.Append(CultureInfo.InvariantCulture, $"  other agents: {CountOf(others)}\n");
        return lines.ToString();
    }

    private static string Shown(ApprovalNotice notice) =>
        notice.FirstEnds.ToString("d MMMM yyyy 'at' HH:mm", CultureInfo.InvariantCulture) + $" ({notice.TimeZone})";

    private static string CountOf(int messages) => messages == 1
        ? "1 message"
        : messages.ToString(CultureInfo.InvariantCulture) + " messages";
}
