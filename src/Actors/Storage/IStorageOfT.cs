namespace ContextExchange.Actors;

/// <summary>Stored state.</summary>
public interface IStorage<TState> : IStorage
{
    /// <summary>The state in memory; written only by <see cref="IStorage.WriteStateAsync()"/>.</summary>
    TState State { get; set; }
}
