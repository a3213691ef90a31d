using ContextExchange.Chaos.Tests.Traffic;

namespace ContextExchange.Chaos.Tests.Drills;

/// <summary>
/// One kind of fault: what goes wrong while agents talk, and what must hold beside the promises P1 to P8.
/// </summary>
internal abstract class Drill
{
    public abstract string Name { get; }

    /// <summary>The rows of the fault matrix in docs/RELIABILITY.md that it stands for.</summary>
    public abstract IReadOnlyList<int> Rows { get; }

    /// <summary>One line for <c>--list</c>.</summary>
    public abstract string About { get; }

    /// <summary>It runs only when it is named.</summary>
    public virtual bool IsLong => false;

    /// <summary>Why it cannot run on this machine; null when it can.</summary>
    public virtual string? Reason => null;

    /// <summary>A cluster of its own; null for the one that drills share.</summary>
    public virtual StageOptions? Stage => null;

    /// <summary>Who talks meanwhile; null for nobody.</summary>
    public virtual LoadPlan? Plan(bool quick) => new();

    /// <summary>Lets it go wrong, and waits until it is well again as far as clients see.</summary>
    public abstract Task InjectAsync(DrillRun run);
}
