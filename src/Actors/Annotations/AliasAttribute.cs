namespace ContextExchange.Actors;

/// <summary>A stable name of a type or method that survives renaming.</summary>
/// <param name="alias">Unique within the assembly for types, within the interface for methods.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface | AttributeTargets.Struct | AttributeTargets.Enum
    | AttributeTargets.Method, AllowMultiple = true)]
public sealed class AliasAttribute(string alias) : Attribute
{
    /// <summary>The name.</summary>
    public string Alias { get; } = alias;
}
