using ContextExchange.Protocol;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// Whether both sides' terms let a message pass, which owners must approve it and whether their approvals hold. Pure;
/// the server and every receiving device ask it the same questions. The terms are those that the epoch names.
/// </summary>
public static class ConsentRule
{
    /// <summary>Everything of docs/protocol/cxe1.md, section 9, that concerns consent, in its order.</summary>
    /// <param name="message">The delivered message.</param>
    /// <param name="sender">The sender's terms, as the epoch names them.</param>
    /// <param name="recipient">The recipient's terms, as the epoch names them.</param>
    /// <param name="senderOik">The sending side's pinned owner key.</param>
    /// <param name="recipientOik">The receiving side's pinned owner key.</param>
    /// <param name="now">Unix milliseconds; null if it is history: then no approval counts as over.</param>
    /// <returns>
    /// None, <see cref="Cxe1Error.ConsentMismatch"/>, <see cref="Cxe1Error.NotAllowed"/>,
    /// <see cref="Cxe1Error.ApprovalMissing"/> or <see cref="Cxe1Error.ApprovalInvalid"/>.
    /// </returns>
    public static Cxe1Error Check(
        DeliveredMessage message,
        ConnectionTerms sender,
        ConnectionTerms recipient,
        Bytes32 senderOik,
        Bytes32 recipientOik,
        long? now)
    {
        var error = CheckTerms(message.Envelope, sender, recipient);
        if (error != Cxe1Error.None) return error;
        foreach (var side in Sides)
            if (Needs(message.Envelope, side, sender, recipient) && message.ApprovalOf(side) is null)
                return Cxe1Error.ApprovalMissing;
        return CheckApprovals(message, sender, recipient, senderOik, recipientOik, now);
    }

    /// <summary>
    /// Whether the message says of its sender's terms what they are, and neither side's terms say never.
    /// </summary>
    /// <returns>None, <see cref="Cxe1Error.ConsentMismatch"/> or <see cref="Cxe1Error.NotAllowed"/>.</returns>
    public static Cxe1Error CheckTerms(EnvelopeView message, ConnectionTerms sender, ConnectionTerms recipient)
    {
        var share = sender.ShareLevel(message.Category);
        if (message.TermsVersion != sender.Version
            || (share == ConsentLevel.Ask && message.Requested != RequestedLevel.Ask))
            return Cxe1Error.ConsentMismatch;
        return IsAllowed(message.Category, sender, recipient) ? Cxe1Error.None : Cxe1Error.NotAllowed;
    }

    /// <summary>
    /// Whether neither side's terms say never: the sender's for sharing, the recipient's for receiving.
    /// </summary>
    public static bool IsAllowed(Guid category, ConnectionTerms sender, ConnectionTerms recipient) =>
        sender.ShareLevel(category) != ConsentLevel.Never && recipient.ReceiveLevel(category) != ConsentLevel.Never;

    /// <summary>Whether the owner of one side must approve the message before it may be delivered.</summary>
    public static bool Needs(
        EnvelopeView message, OwnerSide side, ConnectionTerms sender, ConnectionTerms recipient) =>
        Needs(message.Category, message.Requested, side, sender, recipient);

    /// <summary>The same question about a message that is still to be sealed.</summary>
    public static bool Needs(
        Guid category, RequestedLevel requested, OwnerSide side, ConnectionTerms sender, ConnectionTerms recipient) =>
        side switch
        {
            OwnerSide.Sender => requested == RequestedLevel.Ask || sender.ShareLevel(category) == ConsentLevel.Ask,
            OwnerSide.Recipient => recipient.ReceiveLevel(category) == ConsentLevel.Ask,
            _ => throw new ArgumentOutOfRangeException(nameof(side)),
        };

    /// <summary>
    /// Whether every approval that is there is needed and holds. One that is missing is not this method's question: an
    /// owner reads a message before it has decided.
    /// </summary>
    /// <returns>None or <see cref="Cxe1Error.ApprovalInvalid"/>.</returns>
    public static Cxe1Error CheckApprovals(
        DeliveredMessage message,
        ConnectionTerms sender,
        ConnectionTerms recipient,
        Bytes32 senderOik,
        Bytes32 recipientOik,
        long? now)
    {
        foreach (var approval in message.Approvals)
        {
            var oik = approval.Side == OwnerSide.Sender ? senderOik : recipientOik;
            if (!Needs(message.Envelope, approval.Side, sender, recipient)
                || !Holds(approval, message.Envelope, message.EnvelopeHash, sender.Hash, recipient.Hash, oik, now))
                return Cxe1Error.ApprovalInvalid;
        }
        return Cxe1Error.None;
    }

    /// <summary>Whether an approval lets this very message pass.</summary>
    /// <param name="approval">The approval.</param>
    /// <param name="message">The message.</param>
    /// <param name="envelopeHash">Its hash.</param>
    /// <param name="senderTerms">The hash of the sender's terms, as the epoch names it.</param>
    /// <param name="recipientTerms">The hash of the recipient's terms, as the epoch names it.</param>
    /// <param name="oik">The pinned key of the owner of the approval's side.</param>
    /// <param name="now">Unix milliseconds; null: it does not count as over.</param>
    public static bool Holds(
        Approval approval,
        EnvelopeView message,
        Bytes32 envelopeHash,
        Bytes32 senderTerms,
        Bytes32 recipientTerms,
        Bytes32 oik,
        long? now) =>
        approval.Decision == ApprovalDecision.Approve
        && approval.EnvelopeHash == envelopeHash
        && approval.EpochHash == message.EpochHash
        && approval.Connection == message.Connection
        && approval.Recipient == message.RecipientAgent
        && approval.SenderTerms == senderTerms
        && approval.RecipientTerms == recipientTerms
        && approval.Expiry <= message.End
        && (now is null || now <= approval.Expiry + Cxe1Limits.ClockTolerance)
        && approval.VerifySignature(oik);

    private static ReadOnlySpan<OwnerSide> Sides => [OwnerSide.Sender, OwnerSide.Recipient];
}
