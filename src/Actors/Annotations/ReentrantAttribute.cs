namespace ContextExchange.Actors;

/// <summary>
/// All calls of this grain class may interleave: another starts while one awaits. Still one thread at a time.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ReentrantAttribute : Attribute;
