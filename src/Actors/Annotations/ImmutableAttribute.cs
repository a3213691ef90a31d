namespace ContextExchange.Actors;

/// <summary>
/// Promises that nobody changes the value once it crossed a call. This engine never copies; Orleans copies what does
/// not say so.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Parameter
    | AttributeTargets.Property | AttributeTargets.Field)]
public sealed class ImmutableAttribute : Attribute;
