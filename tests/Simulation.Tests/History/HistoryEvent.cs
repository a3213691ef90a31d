namespace ContextExchange.Simulation.Tests.History;

/// <summary>
/// Something that was observed, in the order in which it was. Clients can observe all of it but <see cref="Claimed"/>
/// and <see cref="Stored"/>, which a witness beside the store sees and which a history may lack.
/// </summary>
internal abstract record HistoryEvent
{
    /// <summary>When, by one clock for the whole history; for people only, the order is that of the list.</summary>
    public DateTimeOffset At { get; init; }
}

/// <summary>One message's place among its sender's.</summary>
/// <param name="Connection">Where it is sent.</param>
/// <param name="Device">By which device.</param>
/// <param name="Number">The sender's sequence number, from 1.</param>
internal readonly record struct MessageNumber(ConnectionId Connection, DeviceId Device, long Number)
{
    public override string ToString() => $"{Names.Of(Connection.Value)}/{Names.Of(Device.Value)}/{Number}";
}

/// <summary>One place of a mailbox as a reader sees it.</summary>
/// <param name="Sequence">Of the mailbox, from 1.</param>
/// <param name="Kind">What stands there.</param>
/// <param name="Of">The message that it is or stands for; default for notices.</param>
/// <param name="Digest">The first 16 bytes of that message's hash; default for notices.</param>
/// <param name="Notice">What is told; null unless it is a notice.</param>
/// <param name="Message">The message that a notice is about, or the message's own id where it can be seen.</param>
internal sealed record MailboxItem(
    long Sequence, EntryKind Kind, MessageNumber Of, Guid Digest, NoticeKind? Notice, EnvelopeId Message)
{
    public override string ToString() => Notice is { } notice
        ? $"#{Sequence} {notice} {Names.Of(Message.Value)}"
        : $"#{Sequence} {Kind} {Of}";
}

/// <summary>A device gives a message to the network; each attempt is an event.</summary>
/// <param name="Of">Which number it claims.</param>
/// <param name="Digest">Of its bytes.</param>
/// <param name="Message">Its id.</param>
/// <param name="From">The sending agent.</param>
/// <param name="To">The recipient.</param>
/// <param name="Ends">When its time to live is over.</param>
/// <param name="Attempt">Unique in the history; the answer repeats it.</param>
internal sealed record Sent(
    MessageNumber Of, Guid Digest, EnvelopeId Message, AgentId From, AgentId To, DateTimeOffset Ends, int Attempt)
    : HistoryEvent;

/// <summary>The answer to an attempt reaches its device.</summary>
/// <param name="Of">As it was sent.</param>
/// <param name="Digest">As it was sent.</param>
/// <param name="Attempt">Which attempt.</param>
/// <param name="Status">The answer.</param>
/// <param name="SettledAt">When it was settled; default where nothing was.</param>
internal sealed record Answered(
    MessageNumber Of, Guid Digest, int Attempt, SendStatus Status, DateTimeOffset SettledAt) : HistoryEvent;

/// <summary>A device is shown a place of its agent's mailbox, by a push or by reading.</summary>
internal sealed record Received(AgentId Agent, DeviceId Device, MailboxItem Item, bool ByPush) : HistoryEvent;

/// <summary>A device hands a message to its application.</summary>
internal sealed record Applied(AgentId Agent, DeviceId Device, MessageNumber Of) : HistoryEvent;

/// <summary>A device tells the server that it has kept everything up to here.</summary>
internal sealed record Acknowledged(AgentId Agent, DeviceId Device, long Sequence) : HistoryEvent;

/// <summary>A device is told that its cursor is worth nothing, and reads on from here: an explicit gap.</summary>
internal sealed record Resynchronised(AgentId Agent, DeviceId Device, long After) : HistoryEvent;

/// <summary>An owner decides about a held message.</summary>
/// <param name="Connection">Where.</param>
/// <param name="Message">Which.</param>
/// <param name="Side">The agent whose owner decides.</param>
/// <param name="Verdict">How.</param>
/// <param name="Answer">None when it counted; null when no answer came.</param>
internal sealed record Decided(
    ConnectionId Connection, EnvelopeId Message, AgentId Side, Verdict Verdict, Refusal? Answer) : HistoryEvent;

/// <summary>Something bounded was measured.</summary>
internal sealed record Measured(string What, long Value, long Bound) : HistoryEvent;

/// <summary>Somebody takes a mailbox over.</summary>
internal sealed record Claimed(AgentId Mailbox, long Epoch) : HistoryEvent;

/// <summary>The store has flushed an entry.</summary>
internal sealed record Stored(AgentId Mailbox, long Epoch, MailboxItem Item) : HistoryEvent;

/// <summary>What a reader of the whole mailbox finds after everything has healed and drained.</summary>
internal sealed record Kept(AgentId Mailbox, MailboxItem Item) : HistoryEvent;

/// <summary>The run is over.</summary>
/// <param name="Devices">Every device that was enrolled from the start and has caught up.</param>
/// <param name="Outstanding">What did not come to an end although everything had healed; empty when nothing.</param>
internal sealed record Ended(IReadOnlyList<(AgentId Agent, DeviceId Device)> Devices, IReadOnlyList<string> Outstanding)
    : HistoryEvent;
