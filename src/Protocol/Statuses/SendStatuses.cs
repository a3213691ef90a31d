using System.Collections.Frozen;

namespace ContextExchange.Protocol;

/// <summary>
/// What every <see cref="SendStatus"/> means to a sender, in precedence order. The protocol text repeats this table and
/// a
/// test holds the two together.
/// </summary>
public static class SendStatuses
{
    /// <param name="Status">The status.</param>
    /// <param name="Code">Its stable name on the wire and in problem documents.</param>
    /// <param name="Http">The HTTP status of the same answer over REST.</param>
    /// <param name="Retryable">The same bytes may be accepted later.</param>
    /// <param name="Settles">The sender's sequence number is used up; the next message takes the next number.</param>
    /// <param name="Remedy">What the sender can do, one sentence.</param>
    public sealed record Meaning(
        SendStatus Status, string Code, int Http, bool Retryable, bool Settles, string Remedy);

    public static IReadOnlyList<Meaning> All { get; } =
    [
        new(SendStatus.Accepted, "accepted", 200, false, true, "Nothing to do: the message is stored."),
        new(SendStatus.Held, "held", 202, false, true, "Wait: an owner decides, and a notice tells the outcome."),
        new(SendStatus.Duplicate, "duplicate", 200, false, true, "Nothing to do: this message was settled before."),
        new(SendStatus.Malformed, "malformed", 400, false, false, "Fix the envelope: see the byte tables of CXE1."),
        new(SendStatus.UnsupportedSuite, "unsupported-suite", 400, false, false, "Seal with suite 0x0001."),
        new(SendStatus.WrongSender, "wrong-sender", 403, false, false,
            "Send as the agent and device that opened this session, over their own connection."),
        new(SendStatus.SequenceReused, "sequence-reused", 409, false, false,
            "This number was settled with other bytes: enrol as a new device."),
        new(SendStatus.OutOfOrder, "out-of-order", 409, true, false,
            "Send the earlier numbers first, then these bytes again."),
        new(SendStatus.NotConnected, "not-connected", 404, false, false, "Connect to this agent by an invite first."),
        new(SendStatus.Frozen, "frozen", 403, false, false, "Ask the owner to unfreeze this agent or connection."),
        new(SendStatus.EpochUnknown, "epoch-unknown", 409, false, false,
            "Publish the epoch, then send these bytes again."),
        new(SendStatus.EpochFork, "epoch-fork", 409, false, false, "Open a new epoch and seal the message again."),
        new(SendStatus.StaleDirectory, "stale-directory", 409, false, false,
            "Fetch the peer's device list, open a new epoch and seal the message again."),
        new(SendStatus.StaleTerms, "stale-terms", 409, false, false,
            "Fetch the contract, open a new epoch and seal the message again."),
        new(SendStatus.CreatedAhead, "created-ahead", 422, false, false, "Set this machine's clock."),
        new(SendStatus.Expired, "expired", 422, false, true, "The time to live has passed, or is longer than 7 days."),
        new(SendStatus.UnknownCategory, "unknown-category", 422, false, true,
            "Name one category that is in the contract."),
        new(SendStatus.NotAllowed, "not-allowed", 403, false, true, "The contract does not allow this category."),
        new(SendStatus.NoApprover, "no-approver", 403, false, true,
            "An owner is asked who has no viewer key in force, or whose terms let it read nothing: change either."),
        new(SendStatus.LineageInvalid, "lineage-invalid", 422, false, true,
            "Return the lineage of the message that is answered, unchanged."),
        new(SendStatus.LoopLimit, "loop-limit", 422, false, true,
            "The conversation reached its hop limit: start a new one."),
        new(SendStatus.BudgetExhausted, "budget-exhausted", 422, false, true,
            "The conversation has no budget left: start a new one."),
        new(SendStatus.Overloaded, "overloaded", 429, true, false, "Send the same bytes again after the given delay."),
        new(SendStatus.MailboxFull, "mailbox-full", 429, true, false, "Send the same bytes again later."),
        new(SendStatus.Unavailable, "unavailable", 503, true, false,
            "Send the same bytes again after the given delay."),
    ];

    private static readonly FrozenDictionary<SendStatus, Meaning> ByStatus = All.ToFrozenDictionary(m => m.Status);

    private static readonly FrozenDictionary<string, Meaning> ByCode = All.ToFrozenDictionary(m => m.Code);

    /// <exception cref="KeyNotFoundException">Not a value of the enum.</exception>
    public static Meaning Of(SendStatus status) => ByStatus[status];

    /// <summary>The meaning behind a wire name; null when there is none.</summary>
    public static Meaning? Find(string code) => ByCode.GetValueOrDefault(code);
}
