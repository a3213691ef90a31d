using Microsoft.CodeAnalysis;

namespace ContextExchange.Actors.Generator;

/// <summary>What the generator refuses, always as an error.</summary>
internal static class Rules
{
    public static readonly DiagnosticDescriptor GenericMethod = Rule("CEX0001",
        "A grain method cannot be generic", "{0} is generic; grain and observer methods have fixed types");

    public static readonly DiagnosticDescriptor NotAMethod = Rule("CEX0002",
        "A grain contract holds methods only",
        "{0} is not a method; grain contracts hold neither properties nor events");

    public static readonly DiagnosticDescriptor ReturnType = Rule("CEX0003",
        "A grain method is asynchronous",
        "{0} returns {1}; return Task, Task<T>, ValueTask, ValueTask<T>, or void for one-way calls");

    public static readonly DiagnosticDescriptor ByReference = Rule("CEX0004",
        "A grain method takes values",
        "Parameter {1} of {0} is ref, out or in; arguments may travel to another process");

    public static readonly DiagnosticDescriptor NoSerializer = Rule("CEX0005",
        "A type that crosses a grain boundary says how",
        "{1} crosses a grain boundary in {0} but lacks [GenerateSerializer]");

    public static readonly DiagnosticDescriptor DuplicateAlias = Rule("CEX0006",
        "An alias is unique", "The alias \"{0}\" of {1} is taken by {2}");

    public static readonly DiagnosticDescriptor DuplicateId = Rule("CEX0007",
        "A member id is unique", "[Id({0})] stands twice in {1}, on {2} and {3}");

    public static readonly DiagnosticDescriptor GenericContract = Rule("CEX0008",
        "A grain contract is not generic", "{0} is generic; grain contracts and classes have fixed types");

    public static readonly DiagnosticDescriptor Constructor = Rule("CEX0009",
        "A grain class has one usable constructor",
        "{0} needs exactly one accessible constructor and to be accessible in its assembly");

    public static readonly DiagnosticDescriptor InitialState = Rule("CEX0010",
        "Persistent state can start empty",
        "{1}, a state of {0}, needs an accessible constructor without parameters and no required members");

    public static readonly DiagnosticDescriptor OneWayResult = Rule("CEX0011",
        "A one-way call has no result", "{0} is [OneWay] but returns a value that nobody would get");

    public static readonly DiagnosticDescriptor StateParameter = Rule("CEX0012",
        "Persistent state is asked for by its interface",
        "Parameter {1} of {0} carries [PersistentState] but is not an IPersistentState<T>");

    public static readonly DiagnosticDescriptor[] All =
    [
        GenericMethod, NotAMethod, ReturnType, ByReference, NoSerializer, DuplicateAlias, DuplicateId, GenericContract,
        Constructor, InitialState, OneWayResult, StateParameter,
    ];

    private static DiagnosticDescriptor Rule(string id, string title, string message) =>
        new(id, title, message, "Grains", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
