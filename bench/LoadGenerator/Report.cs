using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContextExchange.LoadGenerator;

/// <summary>One measurement as printed. Null where a figure does not apply.</summary>
internal sealed record Report(
    string System, string Scenario, int Connections, int Window, int Payload, double? Rate,
    double? P50Ms, double? P99Ms,
    [property: JsonPropertyName("server_cpu_s_per_1000")] double? ServerCpuSPer1000, double? RssMb,
    double? BytesPerConnection = null,
    [property: JsonPropertyName("database_cpu_s_per_1000")] double? DatabaseCpuSPer1000 = null, int? Stored = null)
{
    public void Print() => Console.WriteLine(JsonSerializer.Serialize(this, ReportJson.Default.Report));
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Report))]
internal sealed partial class ReportJson : JsonSerializerContext;
