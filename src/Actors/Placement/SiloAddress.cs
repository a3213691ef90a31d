namespace ContextExchange.Actors;

/// <summary>One run of one silo.</summary>
/// <param name="Id">The silo's name, which outlives its restarts.</param>
/// <param name="Incarnation">The run, given by the lease table when the silo joined; never given twice.</param>
/// <param name="Endpoint">Where other silos dial, <c>host:port</c>.</param>
public sealed record SiloAddress(string Id, long Incarnation, string Endpoint)
{
    /// <summary>Id and incarnation, <c>id#number</c>: names the run in a cluster.</summary>
    public string Name => $"{Id}#{Incarnation}";

    /// <inheritdoc/>
    public override string ToString() => Name;
}
