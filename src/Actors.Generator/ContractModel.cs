using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ContextExchange.Actors.Generator;

/// <summary>One grain or observer contract, with what is wrong with it.</summary>
internal sealed record ContractModel(
    string FullName,
    string HintName,
    string Assembly,
    EquatableArray<MethodModel> Methods,
    EquatableArray<TypeShape> Shapes,
    EquatableArray<Problem> Problems)
{
    /// <summary>The name of the generated reference class.</summary>
    public string ReferenceName => Symbols.Identifier(HintName) + "_Reference";

    public static ContractModel Read(INamedTypeSymbol contract)
    {
        var problems = new List<Problem>();
        if (contract.IsGenericType)
            problems.Add(Problem.At(Rules.GenericContract, contract, contract.Name));

        var methods = new List<MethodModel>();
        var shapes = new ShapeReader(contract.ContainingAssembly);
        foreach (var declaring in contract.AllInterfaces.Where(Symbols.IsContract).Append(contract))
        {
            foreach (var member in declaring.GetMembers().Where(static m => m.IsAbstract))
            {
                // Inherited members were judged where they are declared.
                var found = SymbolEqualityComparer.Default.Equals(declaring, contract) ? problems : [];
                if (member is IMethodSymbol { MethodKind: MethodKind.Ordinary } method)
                    methods.Add(ReadMethod(method, declaring, contract.ContainingAssembly, shapes, found));
                else if (member is not IMethodSymbol)
                    found.Add(Problem.At(Rules.NotAMethod, member, $"{declaring.Name}.{member.Name}"));
            }
        }

        var fullName = contract.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        return new(fullName, fullName.Replace("global::", "").Replace('<', '_').Replace('>', '_'),
            contract.ContainingAssembly.Name, new EquatableArray<MethodModel>(methods),
            new EquatableArray<TypeShape>(shapes.Found), new EquatableArray<Problem>(problems));
    }

    private static MethodModel ReadMethod(
        IMethodSymbol method,
        INamedTypeSymbol declaring,
        IAssemblySymbol assembly,
        ShapeReader shapes,
        List<Problem> problems)
    {
        var name = $"{declaring.Name}.{method.Name}";
        if (method.IsGenericMethod) problems.Add(Problem.At(Rules.GenericMethod, method, name));
        var (returns, result) = ReadReturn(method, name, problems);
        var oneWay = returns == ReturnKind.Void || Symbols.Attribute(method, "OneWay") is not null;
        if (oneWay && result is not null) problems.Add(Problem.At(Rules.OneWayResult, method, name));
        foreach (var parameter in method.Parameters.Where(static p => p.RefKind != RefKind.None))
            problems.Add(Problem.At(Rules.ByReference, parameter, name, parameter.Name));

        var crossing = method.Parameters.Select(static p => p.Type);
        if (result is not null) crossing = crossing.Append(result);
        foreach (var type in crossing.SelectMany(t => SerializableModel.Lacking(t, assembly)).Distinct(
            SymbolEqualityComparer.Default))
        {
            problems.Add(Problem.At(Rules.NoSerializer, method, name, type!.Name));
        }

        foreach (var parameter in method.Parameters.Where(static p => p.Type.Name != "CancellationToken"))
            shapes.Add(parameter.Type);
        if (result is not null) shapes.Add(result);

        return new(
            declaring.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
            declaring.Name,
            method.Name,
            returns,
            result?.ToDisplayString(Symbols.Full) ?? "global::ContextExchange.Actors.Unit",
            result is null ? null : TypeShape.NameOf(result),
            WireName(method, declaring),
            oneWay,
            Symbols.Attribute(method, "AlwaysInterleave") is not null,
            ReadTimeout(method),
            new EquatableArray<ParameterModel>(method.Parameters.Select(static p => new ParameterModel(
                p.Type.ToDisplayString(Symbols.Full), p.Name, p.Type.Name == "CancellationToken",
                TypeShape.NameOf(p.Type)))));
    }

    /// <summary>
    /// The method's name between silos: its aliases where it has them, so that it survives renaming; overloads
    /// without one are told apart by their parameters.
    /// </summary>
    private static string WireName(IMethodSymbol method, INamedTypeSymbol declaring)
    {
        var contract = Symbols.Alias(declaring) ?? declaring.ToDisplayString();
        var overloaded = declaring.GetMembers(method.Name).Length > 1;
        var name = Symbols.Alias(method) ?? (overloaded
            ? $"{method.Name}({string.Join(",", method.Parameters.Select(static p => TypeShape.NameOf(p.Type)))})"
            : method.Name);
        return $"{contract}.{name}";
    }

    private static (ReturnKind Kind, ITypeSymbol? Result) ReadReturn(
        IMethodSymbol method, string name, List<Problem> problems)
    {
        if (method.ReturnsVoid) return (ReturnKind.Void, null);
        if (method.ReturnType is INamedTypeSymbol { Name: "Task" or "ValueTask" } type
            && type.ContainingNamespace.ToDisplayString() == "System.Threading.Tasks")
        {
            var result = type.TypeArguments.FirstOrDefault();
            return type.Name == "Task"
                ? (result is null ? ReturnKind.Task : ReturnKind.TaskOfT, result)
                : (result is null ? ReturnKind.ValueTask : ReturnKind.ValueTaskOfT, result);
        }

        problems.Add(Problem.At(Rules.ReturnType, method, name, method.ReturnType.ToDisplayString()));
        return (ReturnKind.Void, null);
    }

    private static long ReadTimeout(IMethodSymbol method)
    {
        var text = Symbols.Attribute(method, "ResponseTimeout")?.ConstructorArguments.FirstOrDefault().Value as string;
        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) ? (long)time.TotalMilliseconds : 0;
    }
}
