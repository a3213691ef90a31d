using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>A message that was opened and whose sender's signature held.</summary>
/// <param name="Sequence">Its place in the agent's mailbox.</param>
/// <param name="At">When the server stored it.</param>
/// <param name="Connection">Over which connection it came.</param>
/// <param name="Sender">The peer that wrote it.</param>
/// <param name="Category">What its sender says it is about; null where the own contract no longer has that
/// category.</param>
/// <param name="Content">What the peer wrote.</param>
public sealed record ReceivedMessage(
    long Sequence, DateTimeOffset At, ConnectionId Connection, AgentId Sender, Category? Category,
    UntrustedContent Content)
    : MailboxItem(Sequence, At, Connection)
{
    /// <summary>The envelope's id; an answer names it as its parent.</summary>
    public EnvelopeId Message => new(Header.EnvelopeId);

    /// <summary>The sender's own number for it.</summary>
    public long SenderSequence => Header.Sequence;

    /// <summary>When its sender sealed it, by the sender's clock.</summary>
    public DateTimeOffset CreatedAt => DateTimeOffset.FromUnixTimeMilliseconds(Header.Created);

    /// <summary>The message that it answers; null where it answers none.</summary>
    public EnvelopeId? InReplyTo => Header.ParentId == Guid.Empty ? null : new EnvelopeId(Header.ParentId);

    /// <summary>Who composed the text, as its sender says.</summary>
    public Origin Origin => Header.Origin;

    /// <summary>What flowed into it, as its sender says.</summary>
    public Taint Taint => Header.Taint;

    /// <summary>The sender's contract asked its owner first.</summary>
    public bool AskedItsOwner => Header.Requested == RequestedLevel.Ask;

    /// <summary>Answers from one agent to another so far in this conversation; at most <see cref="MaxHops"/>.</summary>
    public byte Hop => Header.Hop;

    /// <summary>The greatest hop of the conversation.</summary>
    public byte MaxHops => Header.MaxHops;

    /// <summary>
    /// The message before this one of the same device was never delivered here, although the server passes them on in
    /// order: it was dropped on the way, or comes out of turn.
    /// </summary>
    public bool IsPredecessorMissing { get; init; }

    internal EnvelopeHeader Header { get; init; }

    internal Bytes32 EnvelopeHash { get; init; }

    internal byte[] Tag { get; init; } = [];
}
