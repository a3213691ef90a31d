namespace ContextExchange.Actors;

/// <summary>Names a grain class in place of the name derived from the class; see <see cref="GrainType"/>.</summary>
/// <param name="grainType">The name, unique among all grain classes.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class GrainTypeAttribute(string grainType) : Attribute
{
    /// <summary>The name.</summary>
    public string GrainType { get; } = grainType;
}
