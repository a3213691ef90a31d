namespace ContextExchange.Actors;

/// <summary>
/// Marks a grain's contract. Grains are reached through references from <see cref="IGrainFactory"/> only.
/// </summary>
public interface IGrain : IAddressable;
