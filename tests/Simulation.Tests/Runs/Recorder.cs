using ContextExchange.Simulation.Tests.History;

namespace ContextExchange.Simulation.Tests.Runs;

/// <summary>Writes the history of one run.</summary>
internal sealed class Recorder(TimeProvider time)
{
    private readonly List<HistoryEvent> _events = [];

    public IReadOnlyList<HistoryEvent> Events => _events;

    public Coverage Coverage { get; } = new();

    public void Add(HistoryEvent e)
    {
        _events.Add(e with { At = time.GetUtcNow() });
        Coverage.Count($"event: {e.GetType().Name}");
    }
}
