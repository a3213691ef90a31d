namespace ContextExchange.Actors;

/// <summary>Marks a type that crosses grain boundaries. The generator refuses types without it.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum)]
public sealed class GenerateSerializerAttribute : Attribute
{
    /// <summary>Whether primary constructor parameters are part of the wire form (Orleans; unused here).</summary>
    public bool IncludePrimaryConstructorParameters { get; init; }
}
