namespace ContextExchange.Grains.Interfaces;

/// <summary>What an account wants to be told by mail, beside security alerts, which always come.</summary>
/// <param name="Approvals">About messages that wait for a decision.</param>
/// <param name="DigestAt">When the daily mail comes, on the clock of the zone.</param>
/// <param name="Quiet">Null for no quiet time.</param>
/// <param name="TimeZone">An IANA name that this machine knows.</param>
[GenerateSerializer, Immutable, Alias("cex.NoticeSettings")]
public sealed record NoticeSettings(ApprovalMail Approvals, TimeOnly DigestAt, QuietTime? Quiet, string TimeZone)
{
    /// <summary>At once, a daily mail at eight, never quiet, UTC.</summary>
    public static NoticeSettings Default { get; } =
        new(ApprovalMail.Immediate, new TimeOnly(8, 0), null, "UTC");
}
