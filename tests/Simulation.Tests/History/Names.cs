namespace ContextExchange.Simulation.Tests.History;

/// <summary>Ids in a form that a person can compare.</summary>
internal static class Names
{
    public static string Of(Guid id) => id.ToString("N")[^6..];
}
