using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContextExchange.Storage;

/// <summary>An id as its text.</summary>
internal sealed class IdConverter<T> : JsonConverter<T>
    where T : struct, IParsable<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Parse(reader.GetString());

    public override T ReadAsPropertyName(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Parse(reader.GetString());

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());

    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.ToString() ?? "");

    // An unset value has no text; it comes back as it was.
    private static T Parse(string? text) => string.IsNullOrEmpty(text)
        ? default
        : T.TryParse(text, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new JsonException($"Not a {typeof(T).Name}.");
}
