namespace ContextExchange.Storage;

/// <summary>Whether a store can write.</summary>
public interface IStoreHealth
{
    /// <summary>The store's standing now; never blocks.</summary>
    StoreHealth Health { get; }
}
