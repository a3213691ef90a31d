using System.Diagnostics.CodeAnalysis;

namespace ContextExchange.Actors;

/// <summary>The full name of a grain: its type and its key, as text <c>type/key</c>.</summary>
public readonly record struct GrainId : IParsable<GrainId>
{
    /// <summary>A name from its parts.</summary>
    public GrainId(GrainType type, IdSpan key)
    {
        Type = type;
        Key = key;
    }

    /// <summary>What kind of grain.</summary>
    public GrainType Type { get; }

    /// <summary>Which one of its kind.</summary>
    public IdSpan Key { get; }

    /// <summary>True for <c>default</c>, which names nothing.</summary>
    public bool IsDefault => Type.IsDefault && Key.IsDefault;

    /// <summary>A name from its parts.</summary>
    public static GrainId Create(string type, string key) => Create(GrainType.Create(type), key);

    /// <summary>A name from its parts.</summary>
    /// <exception cref="ArgumentException">The key is empty.</exception>
    public static GrainId Create(GrainType type, string key)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        return new(type, IdSpan.Create(key));
    }

    /// <summary>A name from its parts.</summary>
    public static GrainId Create(GrainType type, IdSpan key) => new(type, key);

    /// <summary>Reads <c>type/key</c>; the key may hold further slashes.</summary>
    /// <exception cref="FormatException">There is no slash, or a part is empty.</exception>
    public static GrainId Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException($"\"{s}\" is not a grain id.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out GrainId result)
    {
        var slash = s?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        if (s is null || slash <= 0 || slash == s.Length - 1)
        {
            result = default;
            return false;
        }

        result = Create(s[..slash], s[(slash + 1)..]);
        return true;
    }

    /// <summary><c>type/key</c>.</summary>
    public override string ToString() => $"{Type}/{Key}";
}
