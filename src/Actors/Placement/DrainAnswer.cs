namespace ContextExchange.Actors;

/// <summary>Whether a silo could be told to drain, or to take partitions again.</summary>
public enum DrainAnswer
{
    /// <summary>It is told, or was before; it hears of it with its next view.</summary>
    Told,

    /// <summary>No silo of that id lives.</summary>
    Unknown,

    /// <summary>It is the only one that takes partitions: somebody has to keep them.</summary>
    LastOne,
}
