namespace ContextExchange.Chaos.Tests.Judging;

/// <summary>What the histories of a drill say.</summary>
/// <param name="Acknowledged">Messages that the server said to have accepted.</param>
/// <param name="Delivered">Messages that reached their application.</param>
/// <param name="Lost">Accepted messages that did not.</param>
/// <param name="Duplicated">Places and effects of messages beyond the first.</param>
/// <param name="Reordered">Messages that reached an application before an earlier one of their sender.</param>
/// <param name="Violations">Every promise that is broken, by the history checker.</param>
internal sealed record Findings(
    int Acknowledged, int Delivered, int Lost, int Duplicated, int Reordered, IReadOnlyList<Violation> Violations)
{
    public static Findings None { get; } = new(0, 0, 0, 0, 0, []);

    public static Findings operator +(Findings one, Findings other) => new(
        one.Acknowledged + other.Acknowledged, one.Delivered + other.Delivered, one.Lost + other.Lost,
        one.Duplicated + other.Duplicated, one.Reordered + other.Reordered, [.. one.Violations, .. other.Violations]);
}
