namespace ContextExchange.Storage;

/// <summary>Names one state of one grain.</summary>
/// <param name="GrainType">The grain's type, such as <c>agent</c>.</param>
/// <param name="GrainKey">The grain's key.</param>
/// <param name="Name">The state's name within the grain.</param>
internal readonly record struct StateKey(string GrainType, string GrainKey, string Name);
