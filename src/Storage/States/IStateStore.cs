namespace ContextExchange.Storage;

/// <summary>
/// Small versioned rows: grain state as bytes. A write is flushed to disk when its task completes, and moves the
/// grain's row
/// of the due table with it.
/// </summary>
internal interface IStateStore
{
    /// <summary>Null when there is no such state.</summary>
    ValueTask<StoredState?> ReadStateAsync(StateKey key, CancellationToken cancellationToken = default);

    /// <summary>
    /// Stores or, where <see cref="StateWrite.Body"/> is null, deletes a state. The answer's version is the new one; a
    /// version
    /// is never used again for the same key, also not after a deletion.
    /// </summary>
    ValueTask<StateVerdict> WriteStateAsync(StateWrite write, CancellationToken cancellationToken = default);
}
