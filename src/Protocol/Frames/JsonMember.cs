using System.Text;
using System.Text.Json;

namespace ContextExchange.Protocol.Frames;

/// <summary>
/// One member of a flat JSON object: its name, and its value as it stands, strings without quotes and escapes.
/// </summary>
internal readonly record struct JsonMember(ReadOnlyMemory<byte> Name, JsonTokenType Kind, ReadOnlyMemory<byte> Value)
{
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = 1 };

    /// <summary>Splits a flat object into its members.</summary>
    /// <exception cref="JsonException">It is not JSON, or deeper than one level.</exception>
    /// <exception cref="InvalidOperationException">A string's escapes make no text.</exception>
    public static List<JsonMember> Split(ReadOnlyMemory<byte> json)
    {
        List<JsonMember> members = [];
        var reader = new Utf8JsonReader(json.Span, Strict);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("A frame is an object.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = Text(json, reader);
            reader.Read();
            var value = reader.TokenType == JsonTokenType.String ? Text(json, reader) : Plain(json, reader, 0);
            members.Add(new JsonMember(name, reader.TokenType, value));
        }

        // Reads on, so that anything behind the object is refused.
        reader.Read();
        return members;
    }

    public bool Is(string name) => Ascii.Equals(Name.Span, name);

    private static ReadOnlyMemory<byte> Text(ReadOnlyMemory<byte> json, in Utf8JsonReader reader) =>
        reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.GetString() ?? "") : Plain(json, reader, 1);

    private static ReadOnlyMemory<byte> Plain(ReadOnlyMemory<byte> json, in Utf8JsonReader reader, int quote) =>
        json.Slice((int)reader.TokenStartIndex + quote, reader.ValueSpan.Length);
}
