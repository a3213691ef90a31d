using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Grains.Connections;

/// <summary>Whether an owner's signed approval lets a held message pass. Pure.</summary>
internal static class ApprovalRules
{
    /// <param name="bytes">As the owner gave it.</param>
    /// <param name="message">The held message, with the approvals so far.</param>
    /// <param name="side">Whose owner is asked.</param>
    /// <param name="epoch">The message's epoch, whose terms the approval must repeat.</param>
    /// <param name="ownerKey">That owner's key.</param>
    /// <param name="now">The server's clock.</param>
    /// <param name="approval">Null unless it holds.</param>
    public static Refusal Check(
        ReadOnlyMemory<byte> bytes, DeliveredMessage message, OwnerSide side, KnownEpoch epoch, Bytes32 ownerKey,
        DateTimeOffset now, out Approval? approval)
    {
        approval = null;
        if (!Approval.TryParse(bytes, out var given, out _)) return Refusal.Malformed;
        if (given.Decision != ApprovalDecision.Approve || given.Expiry > message.Envelope.End) return Refusal.Malformed;
        var holds = given.Side == side && ConsentRule.Holds(
            given, message.Envelope, message.EnvelopeHash, epoch.SenderTerms, epoch.RecipientTerms, ownerKey,
            now: null);
        if (!holds) return Refusal.InvalidSignature;
        if (given.Expiry <= now.ToUnixTimeMilliseconds()) return Refusal.Expired;
        approval = given;
        return Refusal.None;
    }
}
