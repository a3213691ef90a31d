namespace ContextExchange.Simulation.Tests.History;

/// <summary>A history with what its rules look up.</summary>
internal sealed class IndexedHistory
{
    public IndexedHistory(IReadOnlyList<HistoryEvent> events)
    {
        Events = events;
        Ended = events.Count > 0 ? events[^1] as Ended : null;
        Sent = events.OfType<Sent>().ToLookup(sent => sent.Of);
        Kept = events.OfType<Kept>().ToLookup(kept => kept.Mailbox);
        KeptOf = events.OfType<Kept>().Where(kept => kept.Item.Notice is null).ToLookup(kept => kept.Item.Of);
        Answers = events.OfType<Answered>().ToLookup(answer => answer.Of);
        HasWitness = events.Any(e => e is Stored);
    }

    public IReadOnlyList<HistoryEvent> Events { get; }

    /// <summary>Null for a history that stops in the middle: what is missing may still come.</summary>
    public Ended? Ended { get; }

    public ILookup<MessageNumber, Sent> Sent { get; }

    public ILookup<AgentId, Kept> Kept { get; }

    /// <summary>Messages and stubs, by what they are or stand for.</summary>
    public ILookup<MessageNumber, Kept> KeptOf { get; }

    public ILookup<MessageNumber, Answered> Answers { get; }

    /// <summary>Whether somebody watched the store.</summary>
    public bool HasWitness { get; }

    public static bool Settles(SendStatus status) => SendStatuses.Of(status).Settles;
}
