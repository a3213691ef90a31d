using System.Text.Json.Serialization;

namespace ContextExchange.Cli;

/// <summary>
/// What a replay found. Passed only when nothing was lost, doubled, out of order, unreadable, altered or misjudged.
/// </summary>
internal sealed record ReplayReport
{
    public required int Dialogues { get; init; }

    /// <summary>Turns that the server accepted or held.</summary>
    public required int Sent { get; init; }

    /// <summary>Turns that the other agent decrypted.</summary>
    public required int Received { get; init; }

    public required int Lost { get; init; }

    public required int Duplicated { get; init; }

    public required int Reordered { get; init; }

    public required int Undecryptable { get; init; }

    /// <summary>Texts that are not, byte by byte, those of the file.</summary>
    public required int Altered { get; init; }

    public required int Held { get; init; }

    /// <summary>Turns that the contract does not allow and the server refused as such.</summary>
    public required int Refused { get; init; }

    /// <summary>Turns with which something else was done than the contract says.</summary>
    public required int Misjudged { get; init; }

    /// <summary>How often the server was killed.</summary>
    public required int Kills { get; init; }

    public required double Seconds { get; init; }

    /// <summary>From the call that sends to the decrypted text at the other agent, milliseconds.</summary>
    [JsonPropertyName("p50_ms")]
    public required double P50 { get; init; }

    /// <inheritdoc cref="P50" />
    [JsonPropertyName("p99_ms")]
    public required double P99 { get; init; }

    [JsonIgnore]
    public bool Passed => Lost + Duplicated + Reordered + Undecryptable + Altered + Misjudged == 0;
}
