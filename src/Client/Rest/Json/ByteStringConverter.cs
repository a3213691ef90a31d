using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContextExchange.Client;

/// <summary>Byte strings as base64url without padding.</summary>
internal sealed class ByteStringConverter : JsonConverter<byte[]>
{
    public override byte[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.GetString() ?? throw new JsonException("A byte string is missing.");
        try
        {
            return Base64Url.DecodeFromChars(text);
        }
        catch (FormatException e)
        {
            throw new JsonException("Not base64url.", e);
        }
    }

    public override void Write(Utf8JsonWriter writer, byte[] value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Base64Url.EncodeToString(value));
}
