using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>What an application sends. Everything here is sealed: the server sees none of it, only its size
/// bucket.</summary>
public sealed record Message
{
    /// <summary>A plain text.</summary>
    public static Message OfText(string text) => new() { Text = text };

    /// <summary>The text, or the structured payload as text; with the rest at most 65,472 bytes of UTF-8.</summary>
    public required string Text { get; init; }

    /// <summary>Text by default.</summary>
    public ContentType Type { get; init; } = ContentType.Text;

    /// <summary>At most 256 bytes of UTF-8; empty for none.</summary>
    public string Subject { get; init; } = "";

    /// <summary>What <see cref="Text"/> is, for structured payloads; null for plain text.</summary>
    public string? SchemaId { get; init; }

    /// <summary>A word to the owners who read or decide; empty for none.</summary>
    public string Note { get; init; } = "";

    /// <summary>The thread; null starts one, or stays in that of the message that is answered.</summary>
    public Guid? Thread { get; init; }

    /// <summary>
    /// Names this message: a receiver gets it once, however often it is sent within 15 days. Null: a random one.
    /// </summary>
    public Guid? LogicalId { get; init; }
}
