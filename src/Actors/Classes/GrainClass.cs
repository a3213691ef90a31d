namespace ContextExchange.Actors;

/// <summary>A grain class as the generator saw it. Registered once per process.</summary>
/// <param name="implementation">The class.</param>
/// <param name="type">Its stable name.</param>
/// <param name="isReentrant">Whether it carries <see cref="ReentrantAttribute"/>.</param>
/// <param name="create">Makes a grain object.</param>
/// <param name="contracts">Every grain contract that the class implements, inherited ones included.</param>
public sealed class GrainClass(
    Type implementation, string type, bool isReentrant, Func<GrainArguments, object> create, params Type[] contracts)
{
    /// <summary>The class.</summary>
    public Type Implementation { get; } = implementation;

    /// <summary>Its stable name.</summary>
    public GrainType Type { get; } = GrainType.Create(type);

    internal bool IsReentrant { get; } = isReentrant;

    internal Func<GrainArguments, object> Create { get; } = create;

    internal bool Implements(Type contract) => Array.IndexOf(contracts, contract) >= 0;
}
