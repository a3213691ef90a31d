using System.Text.Json;

namespace ContextExchange.Actors;

/// <summary>Grain state as JSON.</summary>
/// <param name="options">Null for the defaults of System.Text.Json.</param>
public sealed class JsonGrainStorageSerializer(JsonSerializerOptions? options = null) : IGrainStorageSerializer
{
    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Serialize<T>(T input) => JsonSerializer.SerializeToUtf8Bytes(input, options);

    /// <inheritdoc/>
    public T Deserialize<T>(ReadOnlyMemory<byte> input) => JsonSerializer.Deserialize<T>(input.Span, options)
        ?? throw new JsonException($"A stored {typeof(T).Name} is null.");
}
