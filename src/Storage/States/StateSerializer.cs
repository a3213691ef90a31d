using System.Text.Json;

namespace ContextExchange.Storage;

/// <summary>Grain state as UTF-8 JSON; ids stand as their text, also as keys of dictionaries.</summary>
internal static class StateSerializer
{
    private static readonly JsonSerializerOptions Options = new() { Converters = { new IdConverterFactory() } };

    public static byte[] Serialize<T>(T state) => JsonSerializer.SerializeToUtf8Bytes(state, Options);

    /// <exception cref="JsonException">The bytes are not a <typeparamref name="T"/>.</exception>
    public static T Deserialize<T>(ReadOnlyMemory<byte> bytes) =>
        JsonSerializer.Deserialize<T>(bytes.Span, Options)
        ?? throw new JsonException($"The stored {typeof(T).Name} is null.");
}
