using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContextExchange.Web.Http;

/// <summary>Enums as their names in lower case with hyphens (<c>send-back</c>); nothing else is accepted.</summary>
internal sealed class NameConverter<T> : JsonConverter<T> where T : struct, Enum
{
    private static readonly FrozenDictionary<T, string> Names =
        Enum.GetValues<T>()
            .ToFrozenDictionary(value => value, value => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()));

    private static readonly FrozenDictionary<string, T> Values =
        Names.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);

    /// <summary>The names, for descriptions.</summary>
    public static IEnumerable<string> All => Enum.GetValues<T>().Select(value => Names[value]);

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Values.TryGetValue(reader.GetString() ?? "", out var value)
            ? value
            : throw new JsonException("One of: " + string.Join(", ", All));

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Names[value]);
}
