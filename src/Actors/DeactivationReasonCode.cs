namespace ContextExchange.Actors;

/// <summary>Why an activation ends. Values and order are those of Orleans.</summary>
public enum DeactivationReasonCode : byte
{
    /// <summary>No reason was given.</summary>
    None,

    /// <summary>The process is stopping.</summary>
    ShuttingDown,

    /// <summary>The constructor, a state read or <c>OnActivateAsync</c> failed.</summary>
    ActivationFailed,

    /// <summary>The grain directory failed.</summary>
    DirectoryFailure,

    /// <summary>No call came for the collection age.</summary>
    ActivationIdle,

    /// <summary>The activation did not answer.</summary>
    ActivationUnresponsive,

    /// <summary>Another activation of the same grain won.</summary>
    DuplicateActivation,

    /// <summary>A call needed another version of the grain.</summary>
    IncompatibleRequest,

    /// <summary>The application reported an error.</summary>
    ApplicationError,

    /// <summary>The grain called <c>DeactivateOnIdle</c>.</summary>
    ApplicationRequested,

    /// <summary>The activation moves to another silo.</summary>
    Migrating,

    /// <summary>The runtime asked for it.</summary>
    RuntimeRequested,

    /// <summary>Memory is short.</summary>
    HighMemoryPressure,
}
