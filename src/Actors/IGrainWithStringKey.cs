namespace ContextExchange.Actors;

/// <summary>A grain contract whose instances are named by a string. The only kind of key this engine knows.</summary>
public interface IGrainWithStringKey : IGrain;
