using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ContextExchange.Actors.Generator;

/// <summary>
/// The members of a class or structure that cross, or why it cannot: those with [Id], and the parameters of a record's
/// primary constructor, which need none and are then numbered in their order. A record of another assembly crosses
/// without [GenerateSerializer] when its primary constructor holds all of it.
/// </summary>
internal static class ObjectReader
{
    /// <summary>
    /// Where numbered members stand in a record whose parameters have no numbers: behind as many parameters as a
    /// record may ever get.
    /// </summary>
    private const uint AfterParameters = 256;

    public static List<(MemberShape Shape, ITypeSymbol Type)> Members(
        INamedTypeSymbol type, IAssemblySymbol assembly, out string? reason)
    {
        var marked = Symbols.Attribute(type.OriginalDefinition, "GenerateSerializer") is not null;
        var parameters = PrimaryParameters(type);
        reason = type switch
        {
            { TypeKind: not (TypeKind.Class or TypeKind.Struct) } => "it is neither a class nor a structure",
            { IsAbstract: true } => "it is abstract",
            { BaseType.SpecialType: not (SpecialType.System_Object or SpecialType.System_ValueType) } =>
                "it derives from another class",
            _ when !marked && parameters is null => "it lacks [GenerateSerializer]",
            _ => null,
        };
        if (reason is not null) return [];

        var members = new List<(MemberShape, ITypeSymbol)>();
        var numbered = false;
        foreach (var (parameter, property) in parameters ?? [])
        {
            var id = Id(property) ?? Id(parameter);
            numbered |= id is not null;
            members.Add((new(id ?? (uint)parameter.Ordinal, property.Name, TypeShape.NameOf(parameter.Type), true),
                parameter.Type));
        }

        var offset = members.Count > 0 && !numbered ? AfterParameters : 0;
        foreach (var member in type.GetMembers().Where(static m => m is IPropertySymbol or IFieldSymbol))
        {
            if (Id(member) is not { } id || (parameters?.Any(p => p.Property.Name == member.Name) ?? false)) continue;
            if (!IsSettable(member, assembly))
            {
                reason = $"its member {member.Name} cannot be set from outside";
                return [];
            }

            var memberType = member is IPropertySymbol property ? property.Type : ((IFieldSymbol)member).Type;
            members.Add((new(offset + id, member.Name, TypeShape.NameOf(memberType), false), memberType));
        }

        if (parameters is null && !type.IsValueType && !type.InstanceConstructors.Any(c =>
            c.Parameters.Length == 0 && IsVisible(c, assembly)))
        {
            reason = "it has neither a record's constructor nor one without parameters";
        }
        else if (members.Select(static pair => pair.Item1.Id).Distinct().Count() != members.Count)
        {
            reason = "two of its members have one number";
        }
        else if (members.Count == 0 && !marked)
        {
            reason = "it lacks [GenerateSerializer]";
        }

        return members;
    }

    /// <summary>The record's parameters with their properties; null when it has no primary constructor.</summary>
    private static List<(IParameterSymbol Parameter, IPropertySymbol Property)>? PrimaryParameters(
        INamedTypeSymbol type)
    {
        // Of a structure in a compiled assembly nobody can say whether it is a record; its constructor's parameters,
        // named like properties, do.
        if (!type.IsRecord && !type.IsValueType) return null;
        var properties = type.GetMembers().OfType<IPropertySymbol>().ToList();
        var found = type.InstanceConstructors
            .Where(static c => c.DeclaredAccessibility == Accessibility.Public && c.Parameters.Length > 0)
            .Select(c => c.Parameters.Select(p => (Parameter: p, Property: properties.FirstOrDefault(property =>
                property.Name == p.Name && SymbolEqualityComparer.Default.Equals(property.Type, p.Type)))).ToList())
            .Where(static pairs => pairs.All(static pair => pair.Property is not null))
            .OrderByDescending(static pairs => pairs.Count)
            .FirstOrDefault();
        return found?.Select(static pair => (pair.Parameter, pair.Property!)).ToList();
    }

    private static uint? Id(ISymbol member) =>
        Symbols.Attribute(member, "Id")?.ConstructorArguments.FirstOrDefault().Value as uint?;

    private static bool IsSettable(ISymbol member, IAssemblySymbol assembly) => member switch
    {
        IFieldSymbol field => !field.IsReadOnly && !field.IsStatic && IsVisible(field, assembly),
        IPropertySymbol property => !property.IsStatic && IsVisible(property, assembly)
            && property.SetMethod is { } set && IsVisible(set, assembly),
        _ => false,
    };

    private static bool IsVisible(ISymbol member, IAssemblySymbol assembly) =>
        member.DeclaredAccessibility == Accessibility.Public
        || (member.DeclaredAccessibility is Accessibility.Internal or Accessibility.ProtectedOrInternal
            && SymbolEqualityComparer.Default.Equals(member.ContainingAssembly, assembly));
}
