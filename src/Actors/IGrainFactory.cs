namespace ContextExchange.Actors;

/// <summary>Makes references to grains and observers. A reference costs nothing until it is called.</summary>
public interface IGrainFactory
{
    /// <summary>Makes a reference to the grain with this key; the grain is activated by its first call.</summary>
    /// <param name="primaryKey">The key: not empty, compared by its characters.</param>
    /// <param name="grainClassNamePrefix">
    /// Begins the full name of the class to use when several implement the contract; null when one does.
    /// </param>
    /// <exception cref="ArgumentException">No registered class, or more than one, implements the contract.</exception>
    TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey;

    /// <summary>Makes a reference to the grain with this name.</summary>
    TGrainInterface GetGrain<TGrainInterface>(GrainId grainId) where TGrainInterface : IAddressable;

    /// <summary>
    /// Makes <paramref name="obj"/> callable by grains. The engine holds it weakly: keep it alive yourself.
    /// </summary>
    TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver;

    /// <summary>
    /// Ends a reference made by <see cref="CreateObjectReference{T}"/>; later calls to it are dropped.
    /// </summary>
    /// <param name="obj">The reference (not the object behind it).</param>
    /// <exception cref="ArgumentException"><paramref name="obj"/> is not a reference of this engine.</exception>
    void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver;
}
