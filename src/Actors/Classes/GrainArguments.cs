using Microsoft.Extensions.DependencyInjection;

namespace ContextExchange.Actors;

/// <summary>Where a grain's constructor gets its arguments from; used by generated code.</summary>
public readonly struct GrainArguments
{
    private readonly Activation _activation;

    internal GrainArguments(Activation activation) => _activation = activation;

    /// <summary>The activation under construction.</summary>
    public IGrainContext Context => _activation;

    /// <summary>A registered service.</summary>
    /// <exception cref="InvalidOperationException">It is not registered.</exception>
    public T Service<T>() where T : notnull => _activation.ActivationServices.GetRequiredService<T>();

    /// <summary>A registered service, or null.</summary>
    public T? OptionalService<T>() where T : class => _activation.ActivationServices.GetService<T>();

    /// <summary>A service registered under a key.</summary>
    /// <exception cref="InvalidOperationException">It is not registered.</exception>
    public T KeyedService<T>(object key) where T : notnull =>
        _activation.ActivationServices.GetRequiredKeyedService<T>(key);

    /// <summary>Stored state; read before the grain's OnActivateAsync.</summary>
    /// <param name="stateName">The name of the state within the grain.</param>
    /// <param name="storageName">The name of the store; null for the default one.</param>
    /// <param name="initial">Makes the state of a grain that has no record.</param>
    /// <exception cref="InvalidOperationException">There is no such store.</exception>
    public IPersistentState<T> State<T>(string stateName, string? storageName, Func<T> initial)
    {
        var services = _activation.ActivationServices;
        var storage = storageName is null
            ? services.GetService<IGrainStorage>()
            : services.GetKeyedService<IGrainStorage>(storageName);
        if (storage is null)
        {
            throw new InvalidOperationException(
                $"{_activation.GrainId} asks for the state \"{stateName}\", but there is no " +
                (storageName is null ? "default grain storage." : $"grain storage named \"{storageName}\"."));
        }

        var state = new PersistentState<T>(stateName, _activation.GrainId, storage, initial);
        _activation.AddState(state);
        return state;
    }
}
