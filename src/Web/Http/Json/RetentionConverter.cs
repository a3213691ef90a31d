using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContextExchange.Web.Http;

/// <summary>Retention as its number of days, 0 for ever.</summary>
internal sealed class RetentionConverter : JsonConverter<RetentionClass>
{
    public override RetentionClass Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetByte(out var days)
            && Enum.IsDefined((RetentionClass)days)
            ? (RetentionClass)days
            : throw new JsonException("Retention is 0, 1, 7, 30 or 90.");

    public override void Write(Utf8JsonWriter writer, RetentionClass value, JsonSerializerOptions options) =>
        writer.WriteNumberValue((byte)value);
}
