using System.Diagnostics.CodeAnalysis;

namespace ContextExchange.Actors;

/// <summary>How a grain timer runs.</summary>
public readonly struct GrainTimerCreationOptions()
{
    /// <summary>With both times.</summary>
    [SetsRequiredMembers]
    public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period) : this()
    {
        DueTime = dueTime;
        Period = period;
    }

    /// <summary>
    /// Time to the first callback; zero is at once, <see cref="Timeout.InfiniteTimeSpan"/> is not yet.
    /// </summary>
    public required TimeSpan DueTime { get; init; }

    /// <summary>Pause after a callback's end; <see cref="Timeout.InfiniteTimeSpan"/> is once only.</summary>
    public required TimeSpan Period { get; init; }

    /// <summary>Whether callbacks may interleave with calls of a non-reentrant grain. Default: no.</summary>
    public bool Interleave { get; init; }

    /// <summary>Whether each callback counts as use and so puts off idle collection. Default: no.</summary>
    public bool KeepAlive { get; init; }
}
