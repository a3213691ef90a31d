using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContextExchange.Client;

/// <summary>Enum values as their names in kebab case, <c>send-back</c>.</summary>
internal sealed class CodeConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower, false)
    where T : struct, Enum;
