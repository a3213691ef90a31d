using Microsoft.CodeAnalysis;

namespace ContextExchange.Actors.Generator;

/// <summary>How a contract method hands back its result.</summary>
internal enum ReturnKind
{
    Void,
    Task,
    TaskOfT,
    ValueTask,
    ValueTaskOfT,
}

/// <summary>One parameter, by its source text.</summary>
/// <param name="Shape">The type's name among the shapes.</param>
internal sealed record ParameterModel(string Type, string Name, bool IsCancellation, string Shape);

/// <summary>One contract method, as far as generated code needs it.</summary>
internal sealed record MethodModel(
    string Interface,
    string InterfaceName,
    string Name,
    ReturnKind Returns,
    string ResultType,
    string? ResultShape,
    string WireName,
    bool OneWay,
    bool AlwaysInterleaves,
    long TimeoutMilliseconds,
    EquatableArray<ParameterModel> Parameters);
