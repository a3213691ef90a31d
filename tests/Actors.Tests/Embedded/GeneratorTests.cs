using System.Collections.Immutable;
using ContextExchange.Actors.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ContextExchange.Actors.Tests;

public sealed class GeneratorTests
{
    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !path.Contains("ContextExchange.", StringComparison.Ordinal)
                || path.EndsWith("ContextExchange.Actors.dll", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    [Theory]
    [InlineData("CEX0001", "Task Take<T>(T value);")]
    [InlineData("CEX0002", "int Number { get; }")]
    [InlineData("CEX0002", "event Action Happened;")]
    [InlineData("CEX0003", "int Take();")]
    [InlineData("CEX0003", "IAsyncEnumerable<int> Take();")]
    [InlineData("CEX0004", "Task Take(ref int value);")]
    [InlineData("CEX0004", "Task Take(out int value);")]
    [InlineData("CEX0004", "Task Take(in int value);")]
    [InlineData("CEX0005", "Task Take(Plain value);")]
    [InlineData("CEX0005", "Task<Plain> Take();")]
    [InlineData("CEX0005", "Task Take(IReadOnlyList<Plain[]> values);")]
    [InlineData("CEX0006", """[Alias("a")] Task Take(); [Alias("a")] Task Give();""")]
    [InlineData("CEX0011", "[OneWay] Task<int> Take();")]
    public void AContractMemberThatCannotBeServedIsAnError(string rule, string member) => Assert.Equal(
        [rule], Diagnose($$"""public class Plain; public interface IThing : IGrainWithStringKey { {{member}} }"""));

    [Theory]
    [InlineData("CEX0005", "public interface IWatch : IGrainObserver { void See(Plain value); } public struct Plain;")]
    [InlineData("CEX0006", """[Alias("a")] public class One; [Alias("a")] public class Two;""")]
    [InlineData("CEX0007", "public class One { [Id(0)] public int A; [Id(0)] public int B { get; set; } }")]
    [InlineData("CEX0008", "public interface IThing<T> : IGrainWithStringKey { Task Take(); }")]
    public void AContractTypeThatCannotBeServedIsAnError(string rule, string source) =>
        Assert.Equal([rule], Diagnose(source));

    [Theory]
    [InlineData("CEX0009", "public class ThingGrain : Grain, IThing { private ThingGrain() { } }")]
    [InlineData("CEX0009", "public class Outer { private class ThingGrain : Grain, IThing; }")]
    [InlineData("CEX0009", """
        public partial class ThingGrain { private ThingGrain() { } }
        public partial class ThingGrain : Grain, IThing;
        """)]
    [InlineData("CEX0008", "public class ThingGrain<T> : Grain, IThing;")]
    [InlineData("CEX0010", """
        public class ThingGrain([PersistentState("s")] IPersistentState<State> state) : Grain, IThing;
        public class State(int number) { public int Number => number; }
        """)]
    [InlineData("CEX0010", """
        public class ThingGrain([PersistentState("s")] IPersistentState<State> state) : Grain, IThing;
        public class State { public required int Number { get; init; } }
        """)]
    [InlineData("CEX0012", """public class ThingGrain([PersistentState("s")] int state) : Grain, IThing;""")]
    public void AGrainClassThatCannotBeMadeIsAnError(string rule, string source) =>
        Assert.Equal([rule], Diagnose($"public interface IThing : IGrainWithStringKey; {source}"));

    [Fact]
    public void ASoundProjectCompilesWithoutAWord() => Assert.Empty(Diagnose("""
        namespace Shop.Things;

        [GenerateSerializer, Alias("order")]
        public sealed record Order([property: Id(0)] string Name, [property: Id(1)] int? Count);

        public enum Colour { Red }

        public interface IBase : IGrainWithStringKey
        {
            [Alias("begin")] Task Begin(string? name, CancellationToken cancellationToken = default);
        }

        public interface IThing : IBase
        {
            ValueTask<Order?> Take(Order order, Colour colour, params int[] numbers);
            Task<(int Number, string Name)> Both(IReadOnlyDictionary<string, Order> orders);
            ValueTask Put(IWatch watch, IThing other);
            [OneWay] void Note(string @class);
            [OneWay] ValueTask Hint();
            [AlwaysInterleave, ResponseTimeout("00:00:01")] Task Now();
            static int Shared => 1;
        }

        public interface IWatch : IGrainObserver { void See(Order order); }

        public static class Outer
        {
            public interface INested : IGrainWithStringKey { Task Run(); }
        }

        [GrainType("special"), Reentrant]
        internal sealed partial class ThingGrain(
            [PersistentState("a")] IPersistentState<List<int>> numbers,
            [PersistentState("b", "store")] IPersistentState<int> number,
            IGrainContext context,
            TimeProvider time,
            System.Collections.IComparer? comparer = null) : Grain, IThing, Outer.INested
        {
            public Task Begin(string? name, CancellationToken cancellationToken) => Task.CompletedTask;
            public ValueTask<Order?> Take(Order order, Colour colour, params int[] numbers) => new(order);
            public Task<(int Number, string Name)> Both(IReadOnlyDictionary<string, Order> orders) =>
                Task.FromResult((1, ""));
            public ValueTask Put(IWatch watch, IThing other) => default;
            public void Note(string @class) { _ = (numbers, number, context, time, comparer); }
            public ValueTask Hint() => default;
            public Task Now() => Task.CompletedTask;
            public Task Run() => Task.CompletedTask;
        }

        internal sealed partial class ThingGrain;
        """));

    [Fact]
    public void AnErrorPointsAtTheMember()
    {
        var found = Run("public interface IThing : IGrainWithStringKey { Task Good(); int Bad(); }").Single();
        Assert.Equal(DiagnosticSeverity.Error, found.Severity);
        Assert.Equal("Bad", found.Location.SourceTree!.GetText().ToString(found.Location.SourceSpan));
    }

    private static IEnumerable<string> Diagnose(string source) =>
        Run(source).Select(found => found.Id).Distinct();

    /// <summary>The generator's diagnostics; without any, the errors of compiling what it wrote.</summary>
    private static IEnumerable<Diagnostic> Run(string source)
    {
        const string Usings = """
            global using System; global using System.Collections.Generic; global using System.Threading;
            global using System.Threading.Tasks; global using ContextExchange.Actors;
            """;
        // The tree keeps its place, so that a diagnostic can be followed back to it.
        var tree = CSharpSyntaxTree.ParseText(source, path: "Thing.cs");
        var compilation = CSharpCompilation.Create(
            "Things",
            [CSharpSyntaxTree.ParseText(Usings, path: "Usings.cs"), tree],
            References,
            new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        CSharpGeneratorDriver.Create(new GrainGenerator()).RunGeneratorsAndUpdateCompilation(
            compilation, out var complete, out var diagnostics);
        return diagnostics.Length > 0
            ? diagnostics.Select(found => InTree(found, tree))
            : complete.GetDiagnostics().Where(found => found.Severity == DiagnosticSeverity.Error);
    }

    private static Diagnostic InTree(Diagnostic found, SyntaxTree tree) => Diagnostic.Create(
        found.Descriptor, Location.Create(tree, found.Location.SourceSpan));
}
