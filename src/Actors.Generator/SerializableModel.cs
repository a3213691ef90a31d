using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ContextExchange.Actors.Generator;

/// <summary>
/// The aliases and member ids of one type, checked for repeats, since Orleans' wire form rests on them.
/// </summary>
internal sealed record SerializableModel(
    string Type, EquatableArray<string> Aliases, Problem? Where, EquatableArray<Problem> Problems)
{
    public static SerializableModel? Read(INamedTypeSymbol type)
    {
        var problems = DuplicateIds(type).ToList();
        problems.AddRange(DuplicateMethodAliases(type));
        var aliases = type.GetAttributes().Where(IsAlias).Select(Alias).ToList();
        return aliases.Count == 0 && problems.Count == 0
            ? null
            : new(type.ToDisplayString(), new EquatableArray<string>(aliases),
                aliases.Count == 0 ? null : Problem.At(Rules.DuplicateAlias, type),
                new EquatableArray<Problem>(problems));
    }

    public static IEnumerable<Problem> DuplicateAliases(ImmutableArray<SerializableModel> models)
    {
        var taken = new Dictionary<string, string>();
        foreach (var model in models)
        {
            foreach (var alias in model.Aliases)
            {
                if (!taken.TryGetValue(alias, out var owner)) taken.Add(alias, model.Type);
                else if (owner != model.Type)
                    yield return model.Where! with { Words = new EquatableArray<string>([alias, model.Type, owner]) };
            }
        }
    }

    /// <summary>The types of this assembly inside <paramref name="type"/> that lack [GenerateSerializer].</summary>
    public static IEnumerable<ITypeSymbol> Lacking(ITypeSymbol type, IAssemblySymbol assembly)
    {
        if (type is IArrayTypeSymbol array) return Lacking(array.ElementType, assembly);
        if (type is not INamedTypeSymbol named) return [];
        var inside = named.TypeArguments.SelectMany(argument => Lacking(argument, assembly));
        var needed = SymbolEqualityComparer.Default.Equals(named.ContainingAssembly, assembly)
            && named.TypeKind is TypeKind.Class or TypeKind.Struct
            && named.DeclaringSyntaxReferences.Length > 0
            && Symbols.Attribute(named.OriginalDefinition, "GenerateSerializer") is null;
        return needed ? inside.Append(named) : inside;
    }

    private static IEnumerable<Problem> DuplicateIds(INamedTypeSymbol type)
    {
        var members = type.GetMembers()
            .Select(static member => (Member: member, Id: Symbols.Attribute(member, "Id")))
            .Where(static pair => pair.Id is { ConstructorArguments.Length: 1 })
            .GroupBy(static pair => pair.Id!.ConstructorArguments[0].Value);
        return members.Where(static same => same.Count() > 1).Select(same => Problem.At(
            Rules.DuplicateId, same.ElementAt(1).Member,
            $"{same.Key}", type.Name, same.First().Member.Name, same.ElementAt(1).Member.Name));
    }

    private static IEnumerable<Problem> DuplicateMethodAliases(INamedTypeSymbol type) => type.GetMembers()
        .OfType<IMethodSymbol>()
        .SelectMany(static method => method.GetAttributes().Where(IsAlias)
            .Select(a => (Method: method, Alias: Alias(a))))
        .GroupBy(static pair => pair.Alias)
        .Where(static same => same.Count() > 1)
        .Select(static same => Problem.At(
            Rules.DuplicateAlias, same.ElementAt(1).Method,
            same.Key, same.ElementAt(1).Method.Name, same.First().Method.Name));

    private static bool IsAlias(AttributeData attribute) =>
        attribute.AttributeClass is { } type && Symbols.IsEngineType(type, "AliasAttribute");

    private static string Alias(AttributeData attribute) =>
        attribute.ConstructorArguments.FirstOrDefault().Value as string ?? "";
}
