namespace ContextExchange.Actors;

/// <summary>
/// Stored state of a grain, got by <see cref="PersistentStateAttribute"/> in its constructor and read before
/// <c>OnActivateAsync</c>.
/// </summary>
public interface IPersistentState<TState> : IStorage<TState>;
