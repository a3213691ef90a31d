namespace ContextExchange.Grains.Connections;

/// <summary>
/// Stops two agents that answer each other endlessly, also when they begin a new conversation each time: counts how
/// often the direction turned within the last minute. Sending many messages one way is not limited here. Pure, in
/// memory only.
/// </summary>
/// <param name="maxTurns">Turns within a minute.</param>
internal sealed class TurnLimit(int maxTurns)
{
    private const long Window = 60_000;

    private long _window;
    private int _turns;
    private int _turnsBefore;
    private AgentId _last;

    /// <summary>How long this agent must wait before it may answer, in milliseconds; 0 for not at all.</summary>
    public long WaitFor(AgentId sender, long now)
    {
        Roll(now);
        return sender == _last || Estimate(now) < maxTurns ? 0 : Window - now % Window;
    }

    /// <summary>Counts an accepted message.</summary>
    public void Count(AgentId sender, long now)
    {
        Roll(now);
        if (sender == _last) return;
        _last = sender;
        _turns++;
    }

    // Of the minute before counts the part that still lies within the last 60 seconds, taken as evenly spread.
    private double Estimate(long now) => _turns + _turnsBefore * (1 - (double)(now % Window) / Window);

    private void Roll(long now)
    {
        var window = now / Window;
        if (window == _window) return;
        _turnsBefore = window == _window + 1 ? _turns : 0;
        _turns = 0;
        _window = window;
    }
}
