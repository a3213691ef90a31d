using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ContextExchange.Actors.Generator;

/// <summary>Finds the shape of a type and of all types inside it, each once.</summary>
internal sealed class ShapeReader(IAssemblySymbol assembly)
{
    private readonly Dictionary<string, TypeShape?> _shapes = [];

    private static readonly Dictionary<string, ShapeKind> Collections = new()
    {
        ["System.Collections.Generic.IEnumerable<T>"] = ShapeKind.Array,
        ["System.Collections.Generic.IReadOnlyCollection<T>"] = ShapeKind.Array,
        ["System.Collections.Generic.IReadOnlyList<T>"] = ShapeKind.Array,
        ["System.Collections.Generic.ICollection<T>"] = ShapeKind.List,
        ["System.Collections.Generic.IList<T>"] = ShapeKind.List,
        ["System.Collections.Generic.List<T>"] = ShapeKind.List,
        ["System.Collections.Generic.HashSet<T>"] = ShapeKind.Set,
        ["System.Collections.Generic.ISet<T>"] = ShapeKind.Set,
        ["System.Collections.Generic.IReadOnlySet<T>"] = ShapeKind.Set,
        ["System.Collections.Immutable.ImmutableArray<T>"] = ShapeKind.ImmutableArray,
        ["System.Collections.Generic.Dictionary<TKey, TValue>"] = ShapeKind.Dictionary,
        ["System.Collections.Generic.IDictionary<TKey, TValue>"] = ShapeKind.Dictionary,
        ["System.Collections.Generic.IReadOnlyDictionary<TKey, TValue>"] = ShapeKind.Dictionary,
    };

    private static readonly HashSet<string> Structs =
        ["System.Guid", "System.DateTimeOffset", "System.TimeSpan", "System.DateOnly", "System.TimeOnly"];

    public IEnumerable<TypeShape> Found => _shapes.Values.OfType<TypeShape>();

    public void Add(ITypeSymbol type)
    {
        var name = TypeShape.NameOf(type);
        if (_shapes.ContainsKey(name)) return;
        // Stands for itself while its members are read, as a type may hold itself.
        _shapes[name] = null;
        _shapes[name] = Shape(type, name);
    }

    private TypeShape Shape(ITypeSymbol type, string name)
    {
        if (Primitive(type) is { } primitive) return Of(ShapeKind.Primitive, primitive);
        if (!IsAccessible(type)) return Unsupported("it is not accessible to the generated code");
        if (type is IArrayTypeSymbol array)
            return array.Rank == 1 ? Of(ShapeKind.Array, "", array.ElementType) : Unsupported("its rank is not 1");
        if (type is not INamedTypeSymbol named) return Unsupported("it is neither a class, a structure nor an array");
        if (named.EnumUnderlyingType is { } number) return Of(ShapeKind.Enum, Primitive(number)!);
        if (named.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T)
            return Of(ShapeKind.Nullable, "", named.TypeArguments[0]);
        if (named.IsTupleType) return Of(ShapeKind.Tuple, "", [.. named.TupleElements.Select(static e => e.Type)]);
        if (Collections.TryGetValue(named.OriginalDefinition.ToDisplayString(), out var kind))
            return Of(kind, "", [.. named.TypeArguments]);
        if (Symbols.IsContract(named)) return Of(ShapeKind.Reference, "");
        var members = ObjectReader.Members(named, assembly, out var reason);
        if (reason is not null) return Unsupported(reason);
        foreach (var (_, member) in members) Add(member);
        return Make(ShapeKind.Object, "", [], members.Select(static pair => pair.Shape));

        TypeShape Unsupported(string why) => Make(ShapeKind.Unsupported, why, [], []);

        TypeShape Of(ShapeKind kind, string detail, params ITypeSymbol[] parts)
        {
            foreach (var part in parts) Add(part);
            return Make(kind, detail, parts.Select(TypeShape.NameOf), []);
        }

        TypeShape Make(
            ShapeKind kind, string detail, IEnumerable<string> parts, IEnumerable<MemberShape> members) => new(
                name, kind, type.IsValueType, detail,
                new EquatableArray<string>(parts), new EquatableArray<MemberShape>(members));
    }

    private static string? Primitive(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: SpecialType.System_Byte } => "Bytes",
        INamedTypeSymbol { Name: "ReadOnlyMemory" or "Memory", TypeArguments.Length: 1 } memory
            when memory.TypeArguments[0].SpecialType == SpecialType.System_Byte =>
            memory.Name == "Memory" ? "Bytes" : "Memory",
        { SpecialType: >= SpecialType.System_Boolean and <= SpecialType.System_String } => type.Name,
        { SpecialType: SpecialType.System_DateTime } => "DateTime",
        _ => Structs.Contains(type.ToDisplayString()) ? type.Name : null,
    };

    private bool IsAccessible(ITypeSymbol type)
    {
        for (ISymbol? symbol = type; symbol is ITypeSymbol; symbol = symbol.ContainingSymbol)
        {
            var accessible = symbol.DeclaredAccessibility is Accessibility.Public or Accessibility.NotApplicable
                || (symbol.DeclaredAccessibility is Accessibility.Internal or Accessibility.ProtectedOrInternal
                    && SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, assembly));
            if (!accessible) return false;
        }

        return true;
    }
}
