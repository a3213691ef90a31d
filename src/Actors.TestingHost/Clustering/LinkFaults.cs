namespace ContextExchange.Actors.TestingHost;

/// <summary>
/// What happens to frames on a simulated network, once a connection stands. Everything is 0 by default; shares are
/// between 0 and 1. Delayed frames are overtaken by later ones.
/// </summary>
public sealed record LinkFaults
{
    /// <summary>The share of frames that never arrive.</summary>
    public double Lost { get; init; }

    /// <summary>The share of frames that arrive twice.</summary>
    public double Duplicated { get; init; }

    /// <summary>The share of frames that arrive late.</summary>
    public double Delayed { get; init; }

    /// <summary>The longest delay; each is drawn evenly between zero and this.</summary>
    public TimeSpan LongestDelay { get; init; }
}
