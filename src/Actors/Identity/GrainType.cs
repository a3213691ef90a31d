namespace ContextExchange.Actors;

/// <summary>
/// The stable name of a grain class: its class name in lower case without the ending "Grain", or what
/// <see cref="GrainTypeAttribute"/> says. It stands in stored state, so it outlives the class.
/// </summary>
public readonly record struct GrainType
{
    private readonly string? _value;

    private GrainType(string value) => _value = value;

    /// <summary>True for <c>default</c>, which names nothing.</summary>
    public bool IsDefault => _value is null;

    /// <summary>A type from its name.</summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static GrainType Create(string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        return new(value);
    }

    /// <summary>The name; empty for <c>default</c>.</summary>
    public override string ToString() => _value ?? "";
}
