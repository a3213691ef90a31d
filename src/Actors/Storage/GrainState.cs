namespace ContextExchange.Actors;

/// <summary>The plain <see cref="IGrainState{T}"/>.</summary>
public sealed class GrainState<T> : IGrainState<T>
{
    /// <summary>Without a state.</summary>
    public GrainState()
    {
    }

    /// <summary>With a state that no store has seen.</summary>
    public GrainState(T? state) : this(state, null)
    {
    }

    /// <summary>With a state and the version that the store gave it.</summary>
    public GrainState(T? state, string? eTag)
    {
        State = state;
        ETag = eTag;
    }

    /// <inheritdoc/>
    public T? State { get; set; }

    /// <inheritdoc/>
    public string? ETag { get; set; }

    /// <inheritdoc/>
    public bool RecordExists { get; set; }
}
