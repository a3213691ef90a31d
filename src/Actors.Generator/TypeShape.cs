using System.Linq;
using Microsoft.CodeAnalysis;

namespace ContextExchange.Actors.Generator;

/// <summary>How a type is laid out between silos.</summary>
internal enum ShapeKind
{
    /// <summary>
    /// One of the types that the engine's reader and writer know; <see cref="TypeShape.Detail"/> names it.
    /// </summary>
    Primitive,

    /// <summary>As its underlying number; the detail names that.</summary>
    Enum,

    /// <summary>A value type or nothing.</summary>
    Nullable,

    /// <summary>Read as an array.</summary>
    Array,

    /// <summary>Read as a List.</summary>
    List,

    /// <summary>Read as a HashSet.</summary>
    Set,

    ImmutableArray,

    /// <summary>Read as a Dictionary.</summary>
    Dictionary,

    Tuple,

    /// <summary>Members by number.</summary>
    Object,

    /// <summary>A reference to a grain or observer.</summary>
    Reference,

    /// <summary>Cannot cross; the detail says why.</summary>
    Unsupported,
}

/// <summary>One member of an object: its number, its name and its type's full name.</summary>
/// <param name="InConstructor">Given to the constructor, in the order of the members; else set afterwards.</param>
internal sealed record MemberShape(uint Id, string Name, string Type, bool InConstructor);

/// <summary>
/// One closed type that crosses, by names only, so that it compares equal and keeps no compilation alive.
/// </summary>
internal sealed record TypeShape(
    string Name,
    ShapeKind Kind,
    bool IsValueType,
    string Detail,
    EquatableArray<string> Parts,
    EquatableArray<MemberShape> Members)
{
    /// <summary>Full names without nullability: generated codecs are oblivious to it.</summary>
    public static string NameOf(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat
        .RemoveMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier));

    /// <summary>The ending of the type's two methods: its name, with a hash unless the name alone is unique.</summary>
    public static string MethodOf(string name)
    {
        var plain = name.Replace("global::", "");
        if (plain.All(static c => char.IsLetterOrDigit(c) || c == '.')) return plain.Replace('.', '_');
        var hash = 2166136261u;
        foreach (var c in name) hash = (hash ^ c) * 16777619u;
        var words = Symbols.Identifier(plain);
        return $"{(words.Length > 60 ? words.Substring(words.Length - 60) : words)}_{hash:x8}";
    }
}
