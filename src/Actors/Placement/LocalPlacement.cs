namespace ContextExchange.Actors;

/// <summary>One silo: every grain is here, and nothing crosses.</summary>
internal sealed class LocalPlacement : IPlacement
{
    internal static readonly LocalPlacement Instance = new();

    public bool IsHere(GrainTarget target) => true;

    public void Dispatch(GrainTarget target, GrainCall call) => call.Fail(Alone());

    public void Dispatch(RemoteObserverTarget target, GrainCall call) => call.Fail(Alone());

    public bool IsGone(string silo) => false;

    public GrainId NameObserver(long number) => throw Alone();

    public CallTarget TargetOfObserver(ActorRuntime runtime, GrainId id) => throw Alone();

    private static SiloUnavailableException Alone() => new("This silo belongs to no cluster.");
}
