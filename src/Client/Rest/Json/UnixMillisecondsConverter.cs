using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContextExchange.Client;

/// <summary>Times as milliseconds since 1970-01-01 UTC.</summary>
internal sealed class UnixMillisecondsConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64());
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new JsonException("A time is out of range.", e);
        }
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.ToUnixTimeMilliseconds());
}
