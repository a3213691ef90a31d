namespace ContextExchange.Actors;

/// <summary>
/// Runs work for one object, one piece at a time: the starts of calls and, because it is their synchronization
/// context, everything that comes after an await. It owns the "one thread at a time" promise and nothing else. Its own
/// monitor guards its fields (a separate lock object would cost as much as the rest for an idle grain); no foreign code
/// ever runs under it.
/// </summary>
internal abstract class TurnQueue : SynchronizationContext, IThreadPoolWorkItem
{
    private WorkList _ready;

    /// <summary>A thread runs work of this queue, or the scheduler will give it one.</summary>
    private bool _claimed;

    /// <summary>The object that calls go to; null when there is none.</summary>
    internal abstract object? Instance { get; }

    private protected abstract ActorRuntime Runtime { get; }

    private protected bool IsIdle => !_claimed && _ready.IsEmpty;

    /// <summary>Why there is no object to call.</summary>
    internal abstract Exception NoTarget(GrainMethod method);

    /// <summary>A call that was started has ended. Runs as a piece of this queue.</summary>
    internal abstract void EndCall(GrainMethod method);

    /// <summary>Comes back here after an await.</summary>
    public sealed override void Post(SendOrPostCallback d, object? state)
    {
        lock (this) AddReady(new PostedCallback(d, state));
    }

    /// <summary>Never allowed: it would block a thread on another's turn.</summary>
    public sealed override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("A grain's turn cannot be waited for synchronously.");

    /// <inheritdoc/>
    public sealed override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs what is ready, up to the scheduler's share, on the scheduler's thread.</summary>
    public void Execute()
    {
        var previous = Current;
        SetSynchronizationContext(this);
        try
        {
            var share = Runtime.Scheduler.PiecesPerSlot;
            while (TakeReady(ref share) is { } item) RunGuarded(item);
        }
        finally
        {
            SetSynchronizationContext(previous);
        }
    }

    /// <summary>Queues work. The caller holds the monitor.</summary>
    private protected void AddReady(WorkItem item)
    {
        _ready.Add(item);
        if (_claimed) return;
        _claimed = true;
        Runtime.Scheduler.Schedule(this);
    }

    /// <summary>
    /// Makes this thread the one that runs. The caller holds the monitor and saw <see cref="IsIdle"/>.
    /// </summary>
    private protected void Claim() => _claimed = true;

    /// <summary>Ends a claim; ready work goes to the scheduler's thread. The caller holds the monitor.</summary>
    private protected void Release()
    {
        _claimed = !_ready.IsEmpty;
        if (_claimed) Runtime.Scheduler.Schedule(this);
    }

    private WorkItem? TakeReady(ref int share)
    {
        lock (this)
        {
            // A killed silo stops in its tracks: what is ready stays unrun, and the claim keeps everything else out.
            if (Runtime.IsKilled) return null;
            if (share-- > 0 && _ready.Take() is { } item) return item;
            Release();
            return null;
        }
    }

    private void RunGuarded(WorkItem item)
    {
        try
        {
            item.Run(this);
        }
#pragma warning disable CA1031 // Only async void code of a grain can throw here; it must not take the silo down.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.UnhandledInTurn(Runtime.Logger, ToString() ?? "", exception);
        }
    }
}
