namespace ContextExchange.Actors;

/// <summary>Who owns a grain: this silo, or another one that calls are sent to.</summary>
internal interface IPlacement
{
    /// <summary>Whether the grain may come to life here, now.</summary>
    bool IsHere(GrainTarget target);

    /// <summary>Sends a call of a grain that is not here on its way, or fails it.</summary>
    void Dispatch(GrainTarget target, GrainCall call);

    /// <summary>Sends a call to the silo of an observer, or fails it.</summary>
    void Dispatch(RemoteObserverTarget target, GrainCall call);

    /// <summary>Whether a run of a silo, by its name, was in the cluster and will never be again.</summary>
    bool IsGone(string silo);

    /// <summary>The name of an observer of this silo that other silos find it by.</summary>
    GrainId NameObserver(long number);

    /// <summary>What the name of an observer points at.</summary>
    CallTarget TargetOfObserver(ActorRuntime runtime, GrainId id);
}
