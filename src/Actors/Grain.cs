using Microsoft.Extensions.DependencyInjection;

namespace ContextExchange.Actors;

/// <summary>
/// The base of every grain class. Its methods run one turn at a time, on the activation's own scheduler, so its fields
/// need no lock; after an await in a reentrant grain they may have changed.
/// </summary>
public abstract class Grain : IGrainBase, IAddressable
{
    /// <summary>For grains made by the engine, which knows the activation under construction.</summary>
    /// <exception cref="InvalidOperationException">The object is made by hand, outside the engine.</exception>
    protected Grain() => GrainContext = Activation.UnderConstruction
        ?? throw new InvalidOperationException(
            $"{GetType().Name} was made outside of the engine: get a reference from IGrainFactory, or pass a context.");

    /// <summary>For grains that take their context in the constructor.</summary>
    protected Grain(IGrainContext grainContext) => GrainContext = grainContext;

    /// <summary>The activation that this object lives in.</summary>
    public IGrainContext GrainContext { get; }

    /// <summary>Makes references to other grains.</summary>
    protected IGrainFactory GrainFactory => GrainContext is Activation activation
        ? activation.Target.Runtime.Factory
        : ServiceProvider.GetRequiredService<IGrainFactory>();

    /// <summary>The services of the silo.</summary>
    protected internal IServiceProvider ServiceProvider => GrainContext.ActivationServices;

    /// <summary>The grain's name as text, <c>type/key</c>.</summary>
    public string IdentityString => GrainContext.GrainId.ToString();

#pragma warning disable CA1725 // Orleans names the parameters differently in IGrainBase and in Grain.
    /// <inheritdoc/>
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        Task.CompletedTask;
#pragma warning restore CA1725

    /// <summary>Ends this activation after its running calls; the next call makes a new one.</summary>
    protected void DeactivateOnIdle() => GrainBaseExtensions.DeactivateOnIdle(this);

    /// <summary>
    /// Keeps the activation from idle collection for this time; a negative time takes an earlier request back.
    /// </summary>
    protected void DelayDeactivation(TimeSpan timeSpan) => Activation.Of(GrainContext).DelayDeactivation(timeSpan);
}
