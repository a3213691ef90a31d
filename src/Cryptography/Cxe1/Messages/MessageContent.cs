namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// The plaintext of a message: what only its readers see. Written and read by <see cref="ContentCodec"/>.
/// </summary>
public sealed record MessageContent
{
    /// <summary>The longest subject, in bytes of UTF-8.</summary>
    public const int MaxSubject = 256;

    /// <summary>The longest note, in bytes of UTF-8.</summary>
    public const int MaxNote = 1_024;

    /// <summary>The longest schema id, in bytes of UTF-8.</summary>
    public const int MaxSchemaId = 256;

    /// <summary>What kind of message this is.</summary>
    public required ContentType Type { get; init; }

    /// <summary>The thread; random for a new one.</summary>
    public required Guid ThreadId { get; init; }

    /// <summary>
    /// The application's own id. It stays the same when the text is sealed again, so receivers deduplicate by it.
    /// </summary>
    public required Guid LogicalId { get; init; }

    /// <summary>The thread's subject; may be empty.</summary>
    public string Subject { get; init; } = "";

    /// <summary>A remark for the owners who read or decide; may be empty.</summary>
    public string Note { get; init; } = "";

    /// <summary>The id of the schema that <see cref="Text"/> follows; null if the text is plain.</summary>
    public string? SchemaId { get; init; }

    /// <summary>The text, or the structured payload as text.</summary>
    public required string Text { get; init; }
}
