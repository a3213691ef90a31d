using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContextExchange.Web.Http;

/// <summary>Send statuses by their code in the protocol's table.</summary>
internal sealed class SendStatusConverter : JsonConverter<SendStatus>
{
    public override SendStatus Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && SendStatuses.Find(reader.GetString() ?? "") is { } meaning
            ? meaning.Status
            : throw new JsonException("Not a status.");

    public override void Write(Utf8JsonWriter writer, SendStatus value, JsonSerializerOptions options) =>
        writer.WriteStringValue(SendStatuses.Of(value).Code);
}
