namespace ContextExchange.Grains.Connections;

/// <summary>
/// Step 4: what becomes of a message. Pure; checks stand in the order of <see cref="SendStatus"/>, so that the
/// earlier refusal is the answer where two apply. What only the store can say comes after it, see <see
/// cref="Outcome"/>.
/// </summary>
internal static class ConnectionRules
{
    private static readonly long MaxClockLead = (long)Limits.MaxClockLead.TotalMilliseconds;
    private static readonly long MaxTimeToLive = (long)Limits.MaxTimeToLive.TotalSeconds;

    public static SendDecision Decide(in SendFacts facts)
    {
        var refusal = RefuseIdentity(facts) ?? RefuseStanding(facts) ?? RefuseContent(facts) ?? RefuseCausality(facts);
        if (refusal is { } status) return SendDecision.Refuse(status);

        var asks = Asks(facts);
        if (facts.MustWait || (asks != HoldSide.None && facts.HoldsFull))
            return SendDecision.Refuse(SendStatus.Overloaded);
        return asks == HoldSide.None ? SendDecision.Deliver : SendDecision.Hold(asks);
    }

    /// <summary>The answer once the store has judged: the decision, or why nothing of it was stored.</summary>
    public static SendStatus Outcome(SendStatus decided, AppendVerdict verdict) => verdict switch
    {
        AppendVerdict.Stored => decided,
        AppendVerdict.StaleMark => SendStatus.OutOfOrder,
        AppendVerdict.MailboxFull => SendStatus.MailboxFull,
        AppendVerdict.Frozen => SendStatus.Frozen,
        AppendVerdict.NoSuchAgent => SendStatus.NotConnected,
        // An open hold has this envelope id: ids are chosen by the sender and must be fresh.
        AppendVerdict.HoldClosed => SendStatus.Malformed,
        AppendVerdict.StaleHead or AppendVerdict.StaleConnection or AppendVerdict.Unavailable =>
            SendStatus.Unavailable,
        _ => throw new ArgumentOutOfRangeException(nameof(verdict)),
    };

    private static SendStatus? RefuseIdentity(in SendFacts facts)
    {
        if (facts.Form == MessageForm.Malformed) return SendStatus.Malformed;
        if (facts.Form == MessageForm.UnsupportedSuite) return SendStatus.UnsupportedSuite;
        if (!facts.FromItsSender) return SendStatus.WrongSender;
        if (facts.Number == NumberStanding.Reused) return SendStatus.SequenceReused;
        if (facts.Number == NumberStanding.Ahead) return SendStatus.OutOfOrder;
        return null;
    }

    private static SendStatus? RefuseStanding(in SendFacts facts)
    {
        if (!facts.Connected) return SendStatus.NotConnected;
        if (facts.Frozen) return SendStatus.Frozen;
        if (facts.Epoch == EpochStanding.Unknown) return SendStatus.EpochUnknown;
        if (facts.Epoch == EpochStanding.Forked) return SendStatus.EpochFork;
        if (!facts.RosterInForce || OmitsDecider(facts)) return SendStatus.StaleDirectory;
        if (!facts.TermsCurrent) return SendStatus.StaleTerms;
        return null;
    }

    private static SendStatus? RefuseContent(in SendFacts facts)
    {
        if (facts.Created > facts.Now + MaxClockLead) return SendStatus.CreatedAhead;
        if (facts.TimeToLive < 1 || facts.TimeToLive > MaxTimeToLive || facts.Ends <= facts.Now)
            return SendStatus.Expired;
        if (facts.SenderLevels is not { } sender || facts.RecipientLevels is not { } recipient)
            return SendStatus.UnknownCategory;
        if (sender.Share == ConsentLevel.Never || recipient.Receive == ConsentLevel.Never)
            return SendStatus.NotAllowed;
        if (SenderAsks(facts) && !facts.SenderHasApprover) return SendStatus.NoApprover;
        if (recipient.Receive == ConsentLevel.Ask && !facts.RecipientHasApprover) return SendStatus.NoApprover;
        return null;
    }

    private static SendStatus? RefuseCausality(in SendFacts facts)
    {
        if (!facts.LineageValid) return SendStatus.LineageInvalid;
        if (!facts.WithinHops) return SendStatus.LoopLimit;
        if (!facts.WithinBudget) return SendStatus.BudgetExhausted;
        return null;
    }

    /// <summary>
    /// A message that would be held, under an epoch that an owner who has to decide about it cannot open. An owner
    /// without a viewer, or whose terms admit none, could not be in any roster: that is
    /// <see cref="SendStatus.NoApprover"/>.
    /// </summary>
    private static bool OmitsDecider(in SendFacts facts)
    {
        if (facts.SenderLevels is not { Share: not ConsentLevel.Never }) return false;
        if (facts.RecipientLevels is not { Receive: not ConsentLevel.Never } recipient) return false;
        return (SenderAsks(facts) && facts is { SenderHasApprover: true, SenderOwnerReads: false })
            || (recipient.Receive == ConsentLevel.Ask
                && facts is { RecipientHasApprover: true, RecipientOwnerReads: false });
    }

    private static HoldSide Asks(in SendFacts facts)
    {
        if (SenderAsks(facts)) return HoldSide.Sender;
        return facts.RecipientLevels?.Receive == ConsentLevel.Ask ? HoldSide.Recipient : HoldSide.None;
    }

    // An agent may ask for its owner's decision where the terms would not; it can never do without one that they
    // demand.
    private static bool SenderAsks(in SendFacts facts) =>
        facts.AskRequested || facts.SenderLevels?.Share == ConsentLevel.Ask;
}
