namespace ContextExchange.Actors.TestingHost;

/// <summary>
/// What happens to messages on the simulated road. Everything is 0 by default; shares are between 0 and 1.
/// </summary>
public sealed record MessageFaults
{
    /// <summary>The share of requests that never arrive; their callers time out.</summary>
    public double LostRequests { get; init; }

    /// <summary>The share of replies that never arrive: the call ran, but its caller times out.</summary>
    public double LostReplies { get; init; }

    /// <summary>The share of messages that arrive late.</summary>
    public double Delayed { get; init; }

    /// <summary>The longest delay; each delay is drawn evenly between zero and this.</summary>
    public TimeSpan LongestDelay { get; init; }
}
