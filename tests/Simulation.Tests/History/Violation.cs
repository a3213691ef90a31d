namespace ContextExchange.Simulation.Tests.History;

/// <summary>A broken promise.</summary>
/// <param name="Promise">Which.</param>
/// <param name="What">What is wrong, in a sentence.</param>
/// <param name="Events">What shows it.</param>
internal sealed record Violation(Promise Promise, string What, params IReadOnlyList<HistoryEvent> Events)
{
    public override string ToString() =>
        $"P{(int)Promise} {Promise}: {What}{string.Concat(Events.Select(e => $"\n      {e}"))}";
}
