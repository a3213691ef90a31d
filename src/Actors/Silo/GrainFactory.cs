namespace ContextExchange.Actors;

/// <summary>Makes references; also what code outside grains calls through.</summary>
internal sealed class GrainFactory(ActorRuntime runtime) : IClusterClient
{
    private long _lastObserver;

    public IServiceProvider ServiceProvider => runtime.Services;

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        var grainClass = GrainInterface<TGrainInterface>.ClassFor(grainClassNamePrefix);
        return GrainInterface<TGrainInterface>.Create(
            new GrainTarget(runtime, grainClass, GrainId.Create(grainClass.Type, primaryKey)));
    }

    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId) where TGrainInterface : IAddressable
    {
        var grainClass = GrainRegistry.Find(grainId.Type)
            ?? throw new ArgumentException($"No registered grain class is called \"{grainId.Type}\".", nameof(grainId));
        return GrainInterface<TGrainInterface>.Create(new GrainTarget(runtime, grainClass, grainId));
    }

    public TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver
    {
        ArgumentNullException.ThrowIfNull(obj);
        if (obj is GrainReference) throw new ArgumentException("This is a reference already.", nameof(obj));
        var number = Interlocked.Increment(ref _lastObserver);
        var id = GrainId.Create(ObserverTable.Type, number.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return GrainInterface<TGrainObserverInterface>.Create(new ObserverTarget(runtime, id, number, obj));
    }

    public void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver
    {
        ArgumentNullException.ThrowIfNull(obj);
        if (obj is not GrainReference { Target: ObserverTarget target })
            throw new ArgumentException("Pass the reference, not the object behind it.", nameof(obj));
        target.Close();
    }
}
