using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ContextExchange.Actors.Generator;

/// <summary>
/// Writes, at compile time, what the engine would else need reflection for: a reference class for each grain and
/// observer contract of the project, and a registration for each grain class. A project's registration also touches
/// those of the projects it references, so the starting project registers all.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class GrainGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        // A partial type is read at its first part, which need not be the one that names its bases.
        var contracts = context.SyntaxProvider.CreateSyntaxProvider(
            static (node, _) => node is InterfaceDeclarationSyntax,
            static (syntax, cancellation) => syntax.SemanticModel.GetDeclaredSymbol(syntax.Node, cancellation)
                is INamedTypeSymbol type && Symbols.IsContract(type) && Symbols.IsFirstPart(type, syntax.Node)
                ? ContractModel.Read(type)
                : null).Where(static model => model is not null);

        var classes = context.SyntaxProvider.CreateSyntaxProvider(
            static (node, _) => node is ClassDeclarationSyntax,
            static (syntax, cancellation) => syntax.SemanticModel.GetDeclaredSymbol(syntax.Node, cancellation)
                is INamedTypeSymbol type && Symbols.IsGrainClass(type) && Symbols.IsFirstPart(type, syntax.Node)
                ? ClassModel.Read(type)
                : null).Where(static model => model is not null);

        var aliased = context.SyntaxProvider.CreateSyntaxProvider(
            static (node, _) => node is BaseTypeDeclarationSyntax,
            static (syntax, cancellation) => syntax.SemanticModel.GetDeclaredSymbol(syntax.Node, cancellation)
                is INamedTypeSymbol type && Symbols.IsFirstPart(type, syntax.Node)
                ? SerializableModel.Read(type)
                : null).Where(static model => model is not null);

        var references = context.CompilationProvider.Select(static (compilation, _) => new EquatableArray<string>(
            compilation.SourceModule.ReferencedAssemblySymbols
                .SelectMany(Symbols.RegistrationsOf)
                .OrderBy(static name => name, System.StringComparer.Ordinal)
                .ToImmutableArray()));
        var assembly = context.CompilationProvider.Select(
            static (compilation, _) => compilation.AssemblyName ?? "Grains");

        context.RegisterSourceOutput(contracts, static (output, model) =>
        {
            foreach (var problem in model!.Problems) output.ReportDiagnostic(problem.ToDiagnostic());
            if (model.Problems.Count == 0)
                output.AddSource($"{model.HintName}.g.cs", ReferenceWriter.Write(model));
        });
        context.RegisterSourceOutput(aliased.Collect(), static (output, models) =>
        {
            foreach (var model in models)
            {
                foreach (var problem in model!.Problems) output.ReportDiagnostic(problem.ToDiagnostic());
            }

            foreach (var problem in SerializableModel.DuplicateAliases(models!))
                output.ReportDiagnostic(problem.ToDiagnostic());
        });
        context.RegisterSourceOutput(
            contracts.Collect().Combine(classes.Collect()).Combine(references).Combine(assembly),
            static (output, all) =>
            {
                var (((contractModels, classModels), registrations), assemblyName) = all;
                foreach (var problem in classModels.SelectMany(static model => model!.Problems))
                    output.ReportDiagnostic(problem.ToDiagnostic());
                var sound = contractModels.Where(static model => model!.Problems.Count == 0)
                    .GroupBy(static model => model!.FullName).Select(static same => same.First()!);
                var constructible = classModels.Where(static model => model!.Problems.Count == 0)
                    .GroupBy(static model => model!.FullName).Select(static same => same.First()!);
                output.AddSource("GrainRegistration.g.cs", RegistrationWriter.Write(
                    assemblyName, sound.ToList(), constructible.ToList(), registrations));
            });
        context.RegisterSourceOutput(
            contracts.Collect().Combine(assembly),
            static (output, all) =>
            {
                // Contracts share most of their types; each gets its codec once.
                var shapes = all.Left.Where(static model => model!.Problems.Count == 0)
                    .SelectMany(static model => model!.Shapes)
                    .GroupBy(static shape => shape.Name).Select(static same => same.First())
                    .OrderBy(static shape => shape.Name, System.StringComparer.Ordinal);
                output.AddSource("GrainCodecs.g.cs", CodecWriter.Write(all.Right, shapes));
            });
    }
}
