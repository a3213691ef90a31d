using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContextExchange.Protocol;

/// <summary>Strict JSON of an export: unknown and repeated members are refused.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, AllowDuplicateProperties = false, PropertyNameCaseInsensitive = false,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, NumberHandling = JsonNumberHandling.Strict,
    RespectNullableAnnotations = true, MaxDepth = Limits.MaxJsonDepth)]
[JsonSerializable(typeof(AuditLine))]
internal sealed partial class AuditLineContext : JsonSerializerContext;
