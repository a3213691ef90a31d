namespace ContextExchange.Actors;

/// <summary>The part of a grain's name that tells it from others of its type.</summary>
public readonly record struct IdSpan
{
    private readonly string? _value;

    private IdSpan(string value) => _value = value;

    /// <summary>True for <c>default</c>, which names nothing.</summary>
    public bool IsDefault => _value is null;

    /// <summary>A key from its text.</summary>
    public static IdSpan Create(string id) => new(id);

    /// <summary>The text; empty for <c>default</c>.</summary>
    public override string ToString() => _value ?? "";
}
