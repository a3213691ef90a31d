namespace ContextExchange.Actors;

/// <summary>
/// Finds the owner of a grain by its partition and sends calls there. A call moves on to another silo only while it is
/// certain that it has not started anywhere, and only a few times.
/// </summary>
internal sealed class ClusterPlacement(
    ActorRuntime runtime, ClusterOptions options, Membership membership, SiloLinks links) : IPlacement
{
    private const int MaxRedirects = 3;

    public bool IsHere(GrainTarget target) => membership.IsMine(PartitionOf(target));

    public void Dispatch(GrainTarget target, GrainCall call)
    {
        if (call is IInboundCall) _ = SettleAsync(target, call);
        else if (membership.OtherOwner(PartitionOf(target)) is { } owner) links.Send(owner, call);
        else _ = SettleAsync(target, call);
    }

    public void Dispatch(RemoteObserverTarget target, GrainCall call)
    {
        if (call is not IInboundCall && membership.Find(target.Home) is { } silo && silo != membership.Self)
            links.Send(silo, call);
        else
            call.Fail(new ClientNotAvailableException($"The observer of {call} is gone, as is {target.Home}."));
    }

    public bool IsGone(string silo) => membership.IsGone(silo);

    /// <summary>The silo that a call was sent to does not own the grain and did not start it.</summary>
    internal void Redirect(GrainCall call)
    {
        if (call.Target is GrainTarget target) _ = SettleAsync(target, call);
        else call.Fail(new ClientNotAvailableException($"The observer of {call} is gone."));
    }

    public GrainId NameObserver(long number) => GrainId.Create(ObserverTable.Type, $"{number}@{membership.Self.Name}");

    public CallTarget TargetOfObserver(ActorRuntime runtime, GrainId id)
    {
        var key = id.Key.ToString();
        var at = key.IndexOf('@', StringComparison.Ordinal);
        if (at < 0 || !long.TryParse(key.AsSpan(0, at), out var number))
            throw MessageReader.Malformed("an observer's name is not one");
        var home = key[(at + 1)..];
        return home == membership.Self.Name && runtime.Observers.Find(number) is { } here
            ? here
            : new RemoteObserverTarget(runtime, id, home);
    }

    internal int PartitionOf(GrainTarget target)
    {
        if (target.Partition < 0)
            target.Partition = (int)(StableHash.Of(options.PlaceWith(target.GrainId)) % (uint)options.Partitions);
        return target.Partition;
    }

    /// <summary>Waits until the table was asked, or the partition's move is done, and tries again.</summary>
    private async Task SettleAsync(GrainTarget target, GrainCall call)
    {
        Exception? failure = null;
        try
        {
            if (++call.Redirects <= MaxRedirects)
                await membership.SettledAsync(PartitionOf(target)).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Why nobody knows the owner is the call's failure.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            failure = exception;
        }

        if (IsHere(target)) runtime.Send(call);
        else if (call is IInboundCall inbound) inbound.RefuseAsNotOwner();
        else if (failure is null && call.Redirects <= MaxRedirects && IsElsewhere(target)) runtime.Send(call);
        else call.Fail(NoOwner(call, failure));
    }

    private bool IsElsewhere(GrainTarget target) => membership.OtherOwner(PartitionOf(target)) is not null;

    private static SiloUnavailableException NoOwner(GrainCall call, Exception? cause)
    {
        var text = $"No silo is known to own {call.Target.GrainId} now; {call} did not start.";
        return cause is null ? new(text) : new(text, cause);
    }
}
