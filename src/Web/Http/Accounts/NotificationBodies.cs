using System.Globalization;

namespace ContextExchange.Web.Http;

/// <summary>What the account is told by mail, beside security alerts.</summary>
/// <param name="Approvals">About messages that wait for its owner's decision.</param>
/// <param name="DigestAt"><c>HH:MM</c> on the clock of the zone.</param>
/// <param name="TimeZone">An IANA name.</param>
/// <param name="Quiet">Null for no quiet time.</param>
internal sealed record NotificationBody(
    ApprovalMail Approvals, string DigestAt, string TimeZone, QuietBody? Quiet = null)
{
    private const string Form = "HH:mm";

    public static NotificationBody Of(NoticeSettings settings) => new(
        settings.Approvals, TextOf(settings.DigestAt), settings.TimeZone,
        settings.Quiet is { } quiet ? new QuietBody(TextOf(quiet.From), TextOf(quiet.To)) : null);

    /// <summary>Null where a time is none.</summary>
    public NoticeSettings? Settings()
    {
        if (TimeOf(DigestAt) is not { } digest)
            return null;
        if (Quiet is null)
            return new NoticeSettings(Approvals, digest, null, TimeZone);
        return TimeOf(Quiet.From) is { } from && TimeOf(Quiet.To) is { } to
            ? new NoticeSettings(Approvals, digest, new QuietTime(from, to), TimeZone)
            : null;
    }

    private static string TextOf(TimeOnly time) => time.ToString(Form, CultureInfo.InvariantCulture);

    private static TimeOnly? TimeOf(string text) =>
        TimeOnly.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : null;
}

/// <param name="From"><c>HH:MM</c>.</param>
/// <param name="To"><c>HH:MM</c>; earlier than the other where it is on the next day.</param>
internal sealed record QuietBody(string From, string To);
