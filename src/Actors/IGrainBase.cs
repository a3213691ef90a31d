namespace ContextExchange.Actors;

/// <summary>What the engine needs of a grain object; <see cref="Grain"/> implements it.</summary>
public interface IGrainBase
{
    /// <summary>The activation that this object lives in.</summary>
    IGrainContext GrainContext { get; }

    /// <summary>Runs before the first call. If it throws, the waiting calls fail with the same exception.</summary>
    Task OnActivateAsync(CancellationToken token) => Task.CompletedTask;

    /// <summary>Runs after the last call; a failure is logged and the activation goes all the same.</summary>
    Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => Task.CompletedTask;
}
