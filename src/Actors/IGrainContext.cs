namespace ContextExchange.Actors;

/// <summary>One activation as its grain sees it. A grain may ask for it in its constructor.</summary>
public interface IGrainContext : IEquatable<IGrainContext>
{
    /// <summary>The name of the grain.</summary>
    GrainId GrainId { get; }

    /// <summary>The grain object; null before construction and after deactivation.</summary>
    object? GrainInstance { get; }

    /// <summary>The services of the silo. They are not scoped to the activation.</summary>
    IServiceProvider ActivationServices { get; }

    /// <summary>Ends when the activation is gone and its name is free for the next one.</summary>
    Task Deactivated { get; }

    /// <summary>Asks the activation to end after its running calls; waiting calls go to the next activation.</summary>
    void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);
}
