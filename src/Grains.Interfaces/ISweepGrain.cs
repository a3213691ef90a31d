namespace ContextExchange.Grains.Interfaces;

/// <summary>
/// What is done once in the whole cluster, whichever silo asks for it. Every silo asks at its own pace; the grain works
/// at its own, so that asking more often does nothing more. When its silo ends, the next question brings it to life on
/// another one. Keys: the constants below.
/// </summary>
[Alias("cex.ISweepGrain")]
public interface ISweepGrain : IGrainWithStringKey
{
    /// <summary>The key of the one that wakes grains whose deadlines have passed.</summary>
    const string Due = "due";

    /// <summary>The key of the one that deletes what is beyond its retention.</summary>
    const string Retention = "retention";

    /// <summary>The key of the one that finds owners who were asked about messages.</summary>
    const string Asked = "asked";

    /// <summary>The key of the one that follows the chain of the audit log.</summary>
    const string Audit = "audit";

    /// <summary>
    /// A bounded piece of the work, unless it was done just now; true when there is more to do at once.
    /// </summary>
    [Alias("Sweep")]
    Task<bool> Sweep();
}
