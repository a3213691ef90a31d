namespace ContextExchange.Grains.Storage;

/// <summary>
/// One atomic step of the log. Whatever is present must hold: <see cref="Entry"/> needs the head's epoch and the next
/// sequence,
/// <see cref="Settles"/> the next number of its device, <see cref="Closes"/> an open hold.
/// </summary>
public sealed record LogAppend
{
    /// <summary>The mailbox that <see cref="Entry"/> goes to; default where there is no entry.</summary>
    public AgentId Mailbox { get; init; }

    /// <summary>The claim under which the entry is written.</summary>
    public long Epoch { get; init; }

    /// <summary>
    /// The entry, with the sequence that its mailbox gave it. Null for a step that touches no mailbox.
    /// </summary>
    public MailboxEntry? Entry { get; init; }

    /// <summary>How long the entry is kept.</summary>
    public RetentionClass Retention { get; init; }

    /// <summary>
    /// When an unacknowledged message becomes undeliverable; the head keeps the earliest. Null for stubs and notices.
    /// </summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>
    /// The claim under which its connection has judged the step, which must be the newest. Null for a step that depends
    /// on no judgement, as a notice.
    /// </summary>
    public ConnectionFence? Fence { get; init; }

    /// <summary>The sender's number that this step settles.</summary>
    public SenderMark? Settles { get; init; }

    /// <summary>A hold that begins. It stands in the due table of its connection under its expiry.</summary>
    public Hold? Opens { get; init; }

    /// <summary>A hold that ends: decided, expired or cancelled, exactly once.</summary>
    public HoldKey? Closes { get; init; }
}
