namespace ContextExchange.Simulation.Tests.History;

/// <summary>
/// Judges a history by the promises. Pure, and it knows protocol words only: where the events come from, a simulation
/// or processes with a real network, is nothing to it.
/// </summary>
internal static class HistoryChecker
{
    /// <summary>Every broken promise that the history shows.</summary>
    /// <param name="events">In the order in which they were observed. Completeness is judged only if the last is
    /// <see cref="Ended"/>.</param>
    public static IReadOnlyList<Violation> Check(IReadOnlyList<HistoryEvent> events)
    {
        var history = new IndexedHistory(events);
        return
        [
            .. SendingRules.Check(history), .. ReadingRules.Check(history), .. MailboxRules.Check(history),
            .. DecisionRules.Check(history),
        ];
    }
}
