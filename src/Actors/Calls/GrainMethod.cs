namespace ContextExchange.Actors;

/// <summary>One method of a contract as the generator saw it. There is one object per method in a process.</summary>
/// <param name="interfaceName">The contract's simple name, for messages.</param>
/// <param name="name">The method's name.</param>
/// <param name="alwaysInterleaves">Whether it carries <see cref="AlwaysInterleaveAttribute"/>.</param>
/// <param name="responseTimeoutMilliseconds">
/// From <see cref="ResponseTimeoutAttribute"/>; 0 for the silo's default.
/// </param>
/// <param name="wireName">The method's stable name between silos; null for one that never crosses.</param>
public sealed class GrainMethod(
    string interfaceName,
    string name,
    bool alwaysInterleaves = false,
    long responseTimeoutMilliseconds = 0,
    string? wireName = null)
{
    /// <summary>Blocks an activation until its grain is ready.</summary>
    internal static readonly GrainMethod Activate = new(nameof(Grain), nameof(Grain.OnActivateAsync));

    /// <summary>Blocks an activation that is going.</summary>
    internal static readonly GrainMethod Deactivate = new(nameof(Grain), nameof(Grain.OnDeactivateAsync));

    /// <summary>A timer callback that waits for its turn.</summary>
    internal static readonly GrainMethod TimerTick = new(nameof(Grain), "timer callback");

    /// <summary>A timer callback that does not.</summary>
    internal static readonly GrainMethod InterleavedTimerTick = new(nameof(Grain), "timer callback", true);

    /// <summary>The contract's simple name.</summary>
    public string InterfaceName { get; } = interfaceName;

    /// <summary>The method's name.</summary>
    public string Name { get; } = name;

    /// <summary>Whether calls start also while another call of a non-reentrant grain awaits.</summary>
    public bool AlwaysInterleaves { get; } = alwaysInterleaves;

    /// <summary>The stable name between silos; empty for a method that never crosses.</summary>
    public string WireName { get; } = wireName ?? "";

    /// <summary>The number that stands for <see cref="WireName"/> in a request.</summary>
    internal ulong WireId { get; } = StableHash.Of(wireName ?? "");

    internal bool IsTimer => this == TimerTick || this == InterleavedTimerTick;

    /// <summary>How long a caller waits; zero for the silo's default.</summary>
    public TimeSpan ResponseTimeout { get; } = TimeSpan.FromMilliseconds(responseTimeoutMilliseconds);

    /// <summary><c>Contract.Method</c>.</summary>
    public override string ToString() => $"{InterfaceName}.{Name}";
}
