using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Grains.Connections;

/// <summary>The life of a held message: until when, who is asked next, and what the sender is told. Pure.</summary>
internal static class HoldRules
{
    /// <summary>Until when a hold can be decided: 24 hours, but never after the message's own end.</summary>
    public static DateTimeOffset Expiry(DateTimeOffset heldAt, DateTimeOffset messageEnds)
    {
        var latest = heldAt + Limits.HoldLifetime;
        return messageEnds < latest ? messageEnds : latest;
    }

    /// <summary>Whether what goes with the verdict is there, and nothing else.</summary>
    public static bool IsValid(Decision decision) => decision.Verdict switch
    {
        Verdict.Approve => !decision.Approval.IsEmpty && decision.Note.IsEmpty,
        Verdict.Reject => decision.Approval.IsEmpty && decision.Note.IsEmpty,
        Verdict.SendBack => decision.Approval.IsEmpty
            && (decision.Note.IsEmpty || SealedNote.TryParse(decision.Note, out _, out _)),
        _ => false,
    };

    /// <summary>Whether an approval by this hold's side is followed by a question to the recipient's owner.</summary>
    public static bool AsksRecipientNext(Hold hold, ConsentLevel recipientReceives) =>
        hold.Key.Side == hold.Sender && recipientReceives == ConsentLevel.Ask;

    /// <summary>What the sender is told.</summary>
    public static NoticeKind NoticeOf(Verdict verdict) => verdict switch
    {
        Verdict.Approve => NoticeKind.Approved,
        Verdict.Reject => NoticeKind.Rejected,
        Verdict.SendBack => NoticeKind.SentBack,
        _ => throw new ArgumentOutOfRangeException(nameof(verdict)),
    };
}
