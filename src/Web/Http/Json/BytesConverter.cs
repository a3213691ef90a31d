using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContextExchange.Web.Http;

/// <summary>Byte strings as base64url without padding; exactly one text per value is accepted.</summary>
internal sealed class BytesConverter : JsonConverter<ReadOnlyMemory<byte>>
{
    public override ReadOnlyMemory<byte> Read(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && TryDecode(reader.GetString(), out var bytes)
            ? bytes
            : throw new JsonException("A byte string is base64url without padding.");

    public override void Write(Utf8JsonWriter writer, ReadOnlyMemory<byte> value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Base64Url.EncodeToString(value.Span));

    /// <summary>Strict: no padding, no white space, no stray bits at the end.</summary>
    internal static bool TryDecode(string? text, out ReadOnlyMemory<byte> bytes)
    {
        bytes = default;
        if (text is null || !Base64Url.IsValid(text))
            return false;
        var decoded = Base64Url.DecodeFromChars(text);
        bytes = decoded;
        return Base64Url.EncodeToString(decoded) == text;
    }
}
