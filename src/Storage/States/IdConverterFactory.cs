using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContextExchange.Storage;

/// <summary>Chooses <see cref="IdConverter{T}"/> for the ids and names of <c>ContextExchange.Protocol</c>.</summary>
internal sealed class IdConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsValueType && typeToConvert.Assembly == typeof(AgentId).Assembly
        && typeToConvert.GetInterfaces().Any(face =>
            face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IParsable<>));

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)(Activator.CreateInstance(typeof(IdConverter<>).MakeGenericType(typeToConvert))
            ?? throw new InvalidOperationException($"No converter for {typeToConvert}."));
}
