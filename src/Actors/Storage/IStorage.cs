namespace ContextExchange.Actors;

/// <summary>Stored state without its type.</summary>
public interface IStorage
{
    /// <summary>The version of the record as last read or written; null when there is none.</summary>
    string? Etag { get; }

    /// <summary>Whether a record was there at the last read or write.</summary>
    bool RecordExists { get; }

    /// <summary>Deletes the record.</summary>
    /// <exception cref="InconsistentStateException">Somebody else changed it.</exception>
    Task ClearStateAsync();

    /// <summary>Writes the whole state. Calls that wait behind a running operation share one write.</summary>
    /// <exception cref="InconsistentStateException">Somebody else changed it.</exception>
    Task WriteStateAsync();

    /// <summary>Reads the state again and drops what is in memory.</summary>
    Task ReadStateAsync();

    /// <inheritdoc cref="ClearStateAsync()"/>
    Task ClearStateAsync(CancellationToken cancellationToken) => ClearStateAsync();

    /// <inheritdoc cref="WriteStateAsync()"/>
    Task WriteStateAsync(CancellationToken cancellationToken) => WriteStateAsync();

    /// <inheritdoc cref="ReadStateAsync()"/>
    Task ReadStateAsync(CancellationToken cancellationToken) => ReadStateAsync();
}
