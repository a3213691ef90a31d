using System.Collections.Concurrent;
using System.Globalization;

namespace ContextExchange.Actors;

/// <summary>
/// Grain state in memory, for tests. It keeps serialized copies, so a state changed but not written is lost with its
/// activation, as in a real store.
/// </summary>
/// <param name="serializer">Makes the copies.</param>
public sealed class MemoryGrainStorage(IGrainStorageSerializer serializer) : IGrainStorage
{
    private readonly ConcurrentDictionary<(string Name, GrainId Id), Record> _records = new();
    private long _lastEtag;

    /// <inheritdoc/>
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        var record = _records.GetValueOrDefault((stateName, grainId));
        grainState.RecordExists = record is not null;
        grainState.ETag = record?.Etag;
        if (record is not null) grainState.State = serializer.Deserialize<T>(record.Data);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        var etag = Interlocked.Increment(ref _lastEtag).ToString(CultureInfo.InvariantCulture);
        var record = new Record(etag, serializer.Serialize(grainState.State));
        if (!TryExchange((stateName, grainId), grainState.ETag, record, out var conflict))
            return Task.FromException(conflict);
        grainState.ETag = etag;
        grainState.RecordExists = true;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        if (!TryExchange((stateName, grainId), grainState.ETag, null, out var conflict))
            return Task.FromException(conflict);
        grainState.ETag = null;
        grainState.RecordExists = false;
        return Task.CompletedTask;
    }

    private bool TryExchange(
        (string Name, GrainId Id) key, string? etag, Record? next, out InconsistentStateException conflict)
    {
        var known = _records.GetValueOrDefault(key);
        var done = known?.Etag == etag && (known, next) switch
        {
            (null, null) => true,
            (null, _) => _records.TryAdd(key, next),
            (_, null) => _records.TryRemove(new(key, known)),
            _ => _records.TryUpdate(key, next, known),
        };
        conflict = new($"\"{key.Name}\" of {key.Id} was changed by somebody else.", known?.Etag, etag);
        return done;
    }

    // A class, not a record: the dictionary must compare identities, which is what makes the exchange atomic.
    private sealed class Record(string etag, ReadOnlyMemory<byte> data)
    {
        internal string Etag { get; } = etag;

        internal ReadOnlyMemory<byte> Data { get; } = data;
    }
}
