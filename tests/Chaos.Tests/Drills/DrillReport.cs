using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContextExchange.Chaos.Tests.Drills;

/// <summary>What a drill prints, as one line of JSON.</summary>
internal sealed record DrillReport
{
    public required string Drill { get; init; }

    public required IReadOnlyList<int> Rows { get; init; }

    public int Silos { get; init; }

    public int Pairs { get; init; }

    public int Acknowledged { get; init; }

    public int Delivered { get; init; }

    public int Crashes { get; init; }

    public int Lost { get; init; }

    public int Duplicated { get; init; }

    public int Reordered { get; init; }

    /// <summary>What the drill measured.</summary>
    public IReadOnlyDictionary<string, double> Figures { get; init; } = new Dictionary<string, double>();

    /// <summary>How often what happened to clients.</summary>
    public IReadOnlyDictionary<string, int> Counts { get; init; } = new Dictionary<string, int>();

    /// <summary>Each invariant that did not hold, in a sentence.</summary>
    public IReadOnlyList<string> Broken { get; init; } = [];

    /// <summary>What the places of faults were drawn from.</summary>
    public int Seed { get; init; }

    public double Seconds { get; init; }

    /// <summary>Why it was not run; null when it was.</summary>
    public string? NotRun { get; init; }

    public string Verdict => NotRun is not null ? "not run" : Broken.Count == 0 ? "held" : "broken";

    public string ToJson() => JsonSerializer.Serialize(this, DrillJson.Default.DrillReport);
}

/// <summary>The report's JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DrillReport))]
internal sealed partial class DrillJson : JsonSerializerContext;
