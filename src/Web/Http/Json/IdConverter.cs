using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContextExchange.Web.Http;

/// <summary>Ids as their text, 32 hex digits.</summary>
internal sealed class IdConverter<T> : JsonConverter<T> where T : struct, IParsable<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && T.TryParse(reader.GetString(), null, out var id)
            ? id
            : throw new JsonException("An id is 32 hex digits.");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
