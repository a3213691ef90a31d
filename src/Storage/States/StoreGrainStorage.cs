using System.Globalization;

namespace ContextExchange.Storage;

/// <summary>
/// The engine's grain storage over <see cref="IStateStore"/>. The etag is the version's decimal text; a state that is
/// <see cref="IDeadline"/> moves its row of the due table with every write.
/// </summary>
internal sealed class StoreGrainStorage(IStateStore states) : IGrainStorage
{
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var stored = await states.ReadStateAsync(KeyOf(stateName, grainId));
        grainState.RecordExists = stored is not null;
        grainState.ETag = EtagOf(stored?.Version);
        if (stored is not null) grainState.State = StateSerializer.Deserialize<T>(stored.Body);
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (grainState.State is not { } state)
            throw new InvalidOperationException($"State \"{stateName}\" of {grainId} is null: clear it instead.");
        var due = (state as IDeadline)?.NextDue;
        var body = StateSerializer.Serialize(state);
        var version = await WriteAsync(stateName, grainId, grainState.ETag, body, due);
        grainState.ETag = EtagOf(version);
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await WriteAsync(stateName, grainId, grainState.ETag, null, null);
        grainState.ETag = null;
        grainState.RecordExists = false;
        // On Orleans nobody else takes back what the grain remembers.
        grainState.State = Activator.CreateInstance<T>();
    }

    private async Task<long?> WriteAsync(
        string stateName, GrainId grainId, string? etag, ReadOnlyMemory<byte>? body, DateTimeOffset? due)
    {
        long? expected = etag is null ? null : long.Parse(etag, CultureInfo.InvariantCulture);
        var verdict = await states.WriteStateAsync(new StateWrite(KeyOf(stateName, grainId), expected, body, due));
        if (!verdict.Stored)
            throw new InconsistentStateException(
                $"State \"{stateName}\" of {grainId} was changed by somebody else.", EtagOf(verdict.Version), etag);
        return verdict.Version;
    }

    private static string? EtagOf(long? version) => version?.ToString(CultureInfo.InvariantCulture);

    private static StateKey KeyOf(string stateName, GrainId grainId) =>
        new(grainId.Type.ToString(), grainId.Key.ToString(), stateName);
}
