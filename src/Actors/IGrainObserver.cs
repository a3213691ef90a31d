namespace ContextExchange.Actors;

/// <summary>
/// A contract through which a grain calls back an ordinary object. The object gets a reference from
/// <see cref="IGrainFactory.CreateObjectReference{T}"/>; its calls run one at a time.
/// </summary>
public interface IGrainObserver : IAddressable;
