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
internal sealed record ParameterModel(string Type, string Name, bool IsCancellation);

/// <summary>One contract method, as far as generated code needs it.</summary>
internal sealed record MethodModel(
    string Interface,
    string InterfaceName,
    string Name,
    ReturnKind Returns,
    string ResultType,
    bool OneWay,
    bool AlwaysInterleaves,
    long TimeoutMilliseconds,
    EquatableArray<ParameterModel> Parameters);
