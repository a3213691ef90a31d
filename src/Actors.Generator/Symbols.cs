using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ContextExchange.Actors.Generator;

/// <summary>What the engine's types look like to the compiler.</summary>
internal static class Symbols
{
    public const string Namespace = "ContextExchange.Actors";

    /// <summary>Full names with nullability, as they stand in generated code.</summary>
    public static readonly SymbolDisplayFormat Full = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    public static bool IsEngineType(ITypeSymbol type, string name) =>
        type.Name == name && type.ContainingNamespace?.ToDisplayString() == Namespace;

    public static AttributeData? Attribute(ISymbol symbol, string name) => symbol.GetAttributes()
        .FirstOrDefault(a => a.AttributeClass is { } type && IsEngineType(type, name + "Attribute"));

    /// <summary>What [Alias] says; null without one.</summary>
    public static string? Alias(ISymbol symbol) =>
        Attribute(symbol, "Alias")?.ConstructorArguments.FirstOrDefault().Value as string;

    /// <summary>A partial type is read once, at its first part.</summary>
    public static bool IsFirstPart(INamedTypeSymbol type, SyntaxNode part) =>
        type.DeclaringSyntaxReferences[0] is var first
        && first.SyntaxTree == part.SyntaxTree && first.Span == part.Span;

    /// <summary>A grain or observer contract, other than the engine's own marker interfaces.</summary>
    public static bool IsContract(INamedTypeSymbol type) =>
        type.TypeKind == TypeKind.Interface
        && type.ContainingNamespace?.ToDisplayString() != Namespace
        && type.AllInterfaces.Any(static i => IsEngineType(i, "IGrain") || IsEngineType(i, "IGrainObserver"));

    public static bool IsGrainClass(INamedTypeSymbol type) =>
        type is { TypeKind: TypeKind.Class, IsAbstract: false }
        && type.AllInterfaces.Any(static i => IsEngineType(i, "IGrainBase"))
        && type.AllInterfaces.Any(IsContract);

    /// <summary>The generated registrations of a referenced assembly.</summary>
    public static IEnumerable<string> RegistrationsOf(IAssemblySymbol assembly) => assembly.GetAttributes()
        .Where(static a => a.AttributeClass is { } type && IsEngineType(type, "GrainAssemblyAttribute"))
        .Select(static a => a.ConstructorArguments.FirstOrDefault().Value)
        .OfType<INamedTypeSymbol>()
        .Select(static type => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat));

    /// <summary>A name that can stand in an identifier.</summary>
    public static string Identifier(string name) =>
        new(name.Select(static c => char.IsLetterOrDigit(c) ? c : '_').ToArray());
}
