using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ContextExchange.Actors.Generator;

/// <summary>One concrete grain class: how to make it and which contracts it serves.</summary>
internal sealed record ClassModel(
    string FullName,
    string GrainType,
    bool IsReentrant,
    EquatableArray<string> Arguments,
    EquatableArray<string> Contracts,
    EquatableArray<Problem> Problems)
{
    public static ClassModel Read(INamedTypeSymbol type)
    {
        var problems = new List<Problem>();
        var accessible = Enclosing(type).All(static t =>
            t.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal);
        var constructors = type.InstanceConstructors.Where(static c =>
            c.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal).ToList();
        if (type.IsGenericType || !accessible || constructors.Count != 1)
            problems.Add(Problem.At(type.IsGenericType ? Rules.GenericContract : Rules.Constructor, type, type.Name));

        var arguments = constructors.Count == 1 && accessible
            ? constructors[0].Parameters.Select(parameter => Argument(type, parameter, problems)).ToList()
            : [];
        return new(
            type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
            GrainTypeOf(type),
            BaseTypes(type).Any(static t => Symbols.Attribute(t, "Reentrant") is not null),
            new EquatableArray<string>(arguments),
            new EquatableArray<string>(type.AllInterfaces.Where(Symbols.IsContract)
                .Select(static i => i.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat))),
            new EquatableArray<Problem>(problems));
    }

    /// <summary>Orleans' rule: the class name in lower case without the ending "Grain".</summary>
    private static string GrainTypeOf(INamedTypeSymbol type)
    {
        if (Symbols.Attribute(type, "GrainType")?.ConstructorArguments.FirstOrDefault().Value is string given)
            return given;
        var name = type.Name.ToLowerInvariant();
        return name.Length > 5 && name.EndsWith("grain", System.StringComparison.Ordinal)
            ? name.Substring(0, name.Length - 5)
            : name;
    }

    private static string Argument(INamedTypeSymbol grain, IParameterSymbol parameter, List<Problem> problems)
    {
        var type = parameter.Type.ToDisplayString(Symbols.Full);
        if (Symbols.Attribute(parameter, "PersistentState") is { } state)
            return StateArgument(grain, parameter, state, problems);
        if (Symbols.IsEngineType(parameter.Type, "IGrainContext")) return "arguments.Context";

        var key = parameter.GetAttributes()
            .FirstOrDefault(static a => a.AttributeClass?.Name == "FromKeyedServicesAttribute");
        if (key is { ConstructorArguments.Length: 1 })
            return $"arguments.KeyedService<{type}>({key.ConstructorArguments[0].ToCSharpString()})";
        return parameter.HasExplicitDefaultValue && parameter.Type.IsReferenceType
            ? $"arguments.OptionalService<{type.TrimEnd('?')}>()"
            : $"arguments.Service<{type}>()";
    }

    private static string StateArgument(
        INamedTypeSymbol grain, IParameterSymbol parameter, AttributeData state, List<Problem> problems)
    {
        if (parameter.Type is not INamedTypeSymbol { Name: "IPersistentState", TypeArguments.Length: 1 } declared)
        {
            problems.Add(Problem.At(Rules.StateParameter, parameter, grain.Name, parameter.Name));
            return "";
        }

        var type = declared.TypeArguments[0];
        if (!CanStartEmpty(type))
            problems.Add(Problem.At(Rules.InitialState, parameter, grain.Name, type.Name));

        var name = type.ToDisplayString(Symbols.Full);
        var words = string.Join(", ", state.ConstructorArguments.Select(static a => a.ToCSharpString()));
        return $"arguments.State<{name}>({words}, static () => new {name.TrimEnd('?')}())";
    }

    private static bool CanStartEmpty(ITypeSymbol type) => type.IsValueType
        || (type is INamedTypeSymbol { IsAbstract: false } named
            && named.InstanceConstructors.Any(static c => c.Parameters.Length == 0
                && c.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal)
            && !BaseTypes(named).SelectMany(static t => t.GetMembers()).Any(static member =>
                member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true }));

    private static IEnumerable<INamedTypeSymbol> BaseTypes(INamedTypeSymbol type)
    {
        for (var t = type; t is not null; t = t.BaseType) yield return t;
    }

    private static IEnumerable<INamedTypeSymbol> Enclosing(INamedTypeSymbol type)
    {
        for (var t = type; t is not null; t = t.ContainingType) yield return t;
    }
}
