using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContextExchange.Web.Http;

/// <summary>Times as Unix milliseconds, 0 to 9999-12-31.</summary>
internal sealed class TimeConverter : JsonConverter<DateTimeOffset>
{
    private static readonly long Latest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var milliseconds)
        && milliseconds >= 0 && milliseconds <= Latest
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : throw new JsonException("A time is a whole number of milliseconds since 1970.");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.ToUnixTimeMilliseconds());
}
