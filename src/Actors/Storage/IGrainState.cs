namespace ContextExchange.Actors;

/// <summary>A record on its way between a grain and a store.</summary>
public interface IGrainState<T>
{
    /// <summary>The state; null when there is none.</summary>
    T? State { get; set; }

    /// <summary>The version that the store gave it; null when there is no record.</summary>
    string? ETag { get; set; }

    /// <summary>Whether the store holds a record.</summary>
    bool RecordExists { get; set; }
}
