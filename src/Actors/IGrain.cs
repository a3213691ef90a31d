namespace ContextExchange.Actors;

/// <summary>Marks a grain's contract. Grains are reached through references from <c>IGrainFactory</c> only.</summary>
public interface IGrain;
