namespace ContextExchange.Grains.Interfaces;

/// <summary>
/// Decides when an account is told by mail that messages wait, so that of all silos one does it, once. Key: the
/// account's id.
/// </summary>
[Alias("cex.INoticesGrain")]
public interface INoticesGrain : IGrainWithStringKey, IDeadlineGrain
{
    [Alias("GetSettings"), AlwaysInterleave]
    Task<NoticeSettings> GetSettings();

    /// <summary><see cref="Refusal.Malformed"/> for an unknown zone or a quiet time without length.</summary>
    [Alias("SetSettings")]
    Task<Refusal> SetSettings(NoticeSettings settings);

    /// <summary>Somebody uses the page of this account right now.</summary>
    [Alias("NoteSeen")]
    Task NoteSeen();

    /// <summary>Messages wait for the account's owner; the newest was held then. Repeats change nothing.</summary>
    [Alias("Asked")]
    Task Asked(DateTimeOffset newest);

    /// <summary>What the mail with this number says; null where it need not be sent any more.</summary>
    [Alias("Compose")]
    Task<ApprovalNotice?> Compose(long number);

    /// <summary>The mail was taken by the transport.</summary>
    /// <param name="number">Which.</param>
    /// <param name="through"><see cref="ApprovalNotice.Through"/> of what it said.</param>
    [Alias("Sent")]
    Task Sent(long number, DateTimeOffset through);
}
