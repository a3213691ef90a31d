using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace ContextExchange.Actors.Generator;

/// <summary>A diagnostic as a value, so that models compare equal and keep no compilation alive.</summary>
internal sealed record Problem(
    string Rule, string Path, TextSpan Span, LinePositionSpan Lines, EquatableArray<string> Words)
{
    public static Problem At(DiagnosticDescriptor rule, ISymbol symbol, params string[] words)
    {
        var location = symbol.Locations.FirstOrDefault(static l => l.IsInSource) ?? Location.None;
        return new(rule.Id, location.SourceTree?.FilePath ?? "", location.SourceSpan,
            location.GetLineSpan().Span, new EquatableArray<string>(words));
    }

    public Diagnostic ToDiagnostic() => Diagnostic.Create(
        Rules.All.First(rule => rule.Id == Rule),
        Path.Length == 0 ? Location.None : Location.Create(Path, Span, Lines),
        Words.ToArray<object>());
}
