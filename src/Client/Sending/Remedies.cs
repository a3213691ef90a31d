namespace ContextExchange.Client;

/// <summary>The one table from a status to what the sender does.</summary>
internal static class Remedies
{
    public static Remedy For(SendStatus status) => status switch
    {
        SendStatus.Accepted or SendStatus.Held or SendStatus.Duplicate => Remedy.Done,
        SendStatus.Expired or SendStatus.UnknownCategory or SendStatus.NotAllowed or SendStatus.NoApprover
            or SendStatus.LineageInvalid or SendStatus.LoopLimit or SendStatus.BudgetExhausted => Remedy.Fail,
        SendStatus.OutOfOrder or SendStatus.Overloaded or SendStatus.MailboxFull or SendStatus.Unavailable =>
            Remedy.Resend,
        SendStatus.EpochUnknown or SendStatus.EpochFork or SendStatus.StaleDirectory or SendStatus.StaleTerms =>
            Remedy.Reseal,
        SendStatus.Malformed or SendStatus.UnsupportedSuite or SendStatus.WrongSender or SendStatus.SequenceReused
            or SendStatus.NotConnected or SendStatus.Frozen or SendStatus.CreatedAhead => Remedy.Withdraw,
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };

    /// <summary>What the refusal of an epoch means for the messages that wait for it.</summary>
    public static SendStatus StatusOf(Refusal epoch) => epoch switch
    {
        Refusal.NotFound => SendStatus.NotConnected,
        Refusal.Frozen => SendStatus.Frozen,
        // Whatever else it is, the messages need another epoch.
        _ => SendStatus.EpochFork,
    };
}
