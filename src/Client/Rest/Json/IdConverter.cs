using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContextExchange.Client;

/// <summary>Ids as the text of their <see cref="IParsable{TSelf}"/>.</summary>
internal sealed class IdConverter<T> : JsonConverter<T> where T : struct, IParsable<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        T.TryParse(reader.GetString(), null, out var id) ? id : throw new JsonException("Not an id.");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
