using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace ContextExchange.Protocol;

/// <summary>
/// One record of an export, one JSON object per line:
/// <c>{"position":1,"at":1767225600000,"actor":"…","action":"…",
/// "subject":"…","outcome":"…","origin":"…","hash":"…"}</c>.
/// </summary>
public sealed record AuditLine
{
    /// <summary>From 1, without a gap.</summary>
    public required long Position { get; init; }

    /// <summary>When it happened, milliseconds since 1970.</summary>
    public required long At { get; init; }

    /// <summary>Who did it.</summary>
    public required string Actor { get; init; }

    /// <summary>What was done.</summary>
    public required string Action { get; init; }

    /// <summary>What it was about; empty where there is nothing.</summary>
    public required string Subject { get; init; }

    /// <summary>How it ended.</summary>
    public required string Outcome { get; init; }

    /// <summary>The keyed hash of the caller's address; empty for the server.</summary>
    public required string Origin { get; init; }

    /// <summary>The chain's hash here, 64 lower-case hex digits.</summary>
    public required string Hash { get; init; }

    /// <summary>The line without its end.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, AuditLineContext.Default.AuditLine);

    /// <summary>Reads a line; false for anything but what <see cref="ToJson"/> writes.</summary>
    public static bool TryParse(string json, [NotNullWhen(true)] out AuditLine? line)
    {
        try
        {
            line = JsonSerializer.Deserialize(json, AuditLineContext.Default.AuditLine);
        }
        catch (JsonException)
        {
            line = null;
        }

        // Null is no string, and a time must be one that a date can hold.
        var whole = line is { Actor: not null, Action: not null, Subject: not null, Outcome: not null }
            && line.Origin is not null
            && line.Hash is { Length: 2 * AuditChain.HashLength } && line.Hash.All(char.IsAsciiHexDigitLower)
            && line.At >= 0 && line.At <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
        // One record has one text, so that no byte of an export can change unseen.
        if (!whole || line?.ToJson() != json) line = null;
        return line is not null;
    }
}
