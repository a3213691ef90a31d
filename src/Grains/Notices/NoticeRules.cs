namespace ContextExchange.Grains.Notices;

/// <summary>When an account is told that messages wait. Pure.</summary>
internal static class NoticeRules
{
    /// <summary>For what else comes at the same time.</summary>
    public static readonly TimeSpan Gathering = TimeSpan.FromMinutes(1);

    /// <summary>Between two mails that are not daily ones.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    /// <summary>How long the page counts as looked at.</summary>
    public static readonly TimeSpan Look = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Silos' clocks differ, and a hold is seen only after its commit: what was held so shortly ago may come with
    /// others that are not seen yet.
    /// </summary>
    public static readonly TimeSpan Unsettled = TimeSpan.FromSeconds(30);

    /// <summary>How often a mail is posted before it is given up.</summary>
    public const int MaxTries = 5;

    private const int MaxZone = 64;

    public static bool IsValid(NoticeSettings settings) =>
        Enum.IsDefined(settings.Approvals) && settings.TimeZone.Length <= MaxZone
        && TimeZoneInfo.TryFindSystemTimeZoneById(settings.TimeZone, out _)
        && (settings.Quiet is null || settings.Quiet.From != settings.Quiet.To);

    /// <summary>When the mail is due; null for never.</summary>
    /// <param name="settings">What the account wants.</param>
    /// <param name="since">When it was heard that something waits.</param>
    /// <param name="last">When the last mail was sent; null before the first.</param>
    public static DateTimeOffset? DueAt(NoticeSettings settings, DateTimeOffset since, DateTimeOffset? last) =>
        settings.Approvals switch
        {
            ApprovalMail.Off => null,
            ApprovalMail.Immediate => AfterQuiet(settings, Later(since + Gathering, last + Pause)),
            ApprovalMail.Digest => AfterQuiet(
                settings, WallClock.NextDaily(settings.DigestAt, since, ZoneOf(settings))),
            _ => throw new ArgumentOutOfRangeException(nameof(settings)),
        };

    /// <summary>The end of the quiet time that <paramref name="at"/> lies in, or that moment itself.</summary>
    public static DateTimeOffset AfterQuiet(NoticeSettings settings, DateTimeOffset at)
    {
        if (settings.Quiet is not { } quiet) return at;
        var zone = ZoneOf(settings);
        var shown = WallClock.TimeAt(at, zone);
        var isQuiet = quiet.From < quiet.To
            ? shown >= quiet.From && shown < quiet.To
            : shown >= quiet.From || shown < quiet.To;
        return isQuiet ? WallClock.Next(quiet.To, at, zone) : at;
    }

    /// <summary>How long to wait for word of a mail that was posted: 5, 10, 20 and 40 minutes, then as long.</summary>
    public static TimeSpan RetryAfter(int tries) => TimeSpan.FromMinutes(5 << Math.Clamp(tries - 1, 0, 3));

    /// <summary>Its zone; UTC where this machine has lost it since the setting was made.</summary>
    public static TimeZoneInfo ZoneOf(NoticeSettings settings) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(settings.TimeZone, out var zone) ? zone : TimeZoneInfo.Utc;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset? other) =>
        other > one ? other.Value : one;
}
