namespace ContextExchange.Actors;

/// <summary>What a silo says of itself whenever it renews its lease, for whoever watches the cluster.</summary>
/// <param name="Version">The build that it runs; empty where the host does not say.</param>
/// <param name="Clients">How many clients it serves; null where the host does not count them.</param>
public sealed record SiloReport(string Version, int? Clients)
{
    /// <summary>Nothing is said.</summary>
    public static SiloReport None { get; } = new("", null);
}
