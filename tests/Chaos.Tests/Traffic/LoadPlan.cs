namespace ContextExchange.Chaos.Tests.Traffic;

/// <summary>How much is said.</summary>
internal sealed record LoadPlan
{
    public int Pairs { get; init; } = 6;

    /// <summary>Of the pairs, those that talk turn by turn; the others stream both ways.</summary>
    public int TurnByTurn { get; init; } = 2;

    /// <summary>Unsettled messages of one streaming agent.</summary>
    public int Window { get; init; } = 16;

    /// <summary>Messages a second of one streaming agent; 0 for as many as are settled.</summary>
    public double Rate { get; init; } = 10;

    /// <summary>After how much silence a client gives a socket up, in seconds.</summary>
    public double Patience { get; init; } = 2.5;
}
