namespace ContextExchange.Web.Cluster;

/// <summary>The cluster that this silo is in, as the edge sees it: the engine's, or none at all.</summary>
public interface ISiloCluster
{
    /// <summary>How many partitions this silo owns; null where it is alone.</summary>
    int? OwnedPartitions { get; }

    /// <summary>Says once, before the start, what the cluster may ask this silo and what it tells it.</summary>
    /// <param name="clients">Counts the connected clients; quick.</param>
    /// <param name="drainingChanged">
    /// Called when an operator has told this silo to drain, or to take its share again; must return at once.
    /// </param>
    void Attach(Func<int> clients, Action<bool> drainingChanged);

    /// <summary>Every silo that lives, and the last run of those that were here within a week, by id.</summary>
    Task<IReadOnlyList<SiloInfo>> ListAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Tells any silo to drain, or to take its share again. <see cref="Refusal.NotFound"/>: no silo of that id lives;
    /// <see cref="Refusal.Conflict"/>: it is the last one that takes anything.
    /// </summary>
    Task<Refusal> SetDrainingAsync(string silo, bool draining, CancellationToken cancellationToken);

    /// <summary>
    /// Gives what this silo owns to the others, one after the other, within a bound. Completes at once where there is
    /// nobody to give it to; never throws.
    /// </summary>
    Task HandOverAsync(CancellationToken cancellationToken);
}
