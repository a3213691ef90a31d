namespace ContextExchange.Client;

/// <summary>
/// Takes memory back where the disk was: when a part of the worker's group is undone after it had sealed, the chain in
/// memory and the queue would go on from messages and epochs that the store does not have.
/// </summary>
internal sealed partial class PeerOutbox
{
    // What the part that runs now has changed. Used by the device's worker alone.
    private readonly List<LinkedListNode<PendingSend>> _queued = [];
    private readonly List<LinkedListNode<PendingSend>> _taken = [];
    private readonly List<PendingSend> _dropped = [];

    /// <summary>What waits in memory: messages, and the records of epochs.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _pending.Count;
        }
    }

    /// <summary>Does work that seals or withdraws on the device's worker; if it is undone, then here too.</summary>
    public Task<T> RunAsync<T>(Func<T> work) => _core.Worker.RunAsync(
        () =>
        {
            Begin();
            return work();
        },
        Undo);

    private void Begin()
    {
        _queued.Clear();
        _taken.Clear();
        _dropped.Clear();
    }

    private void Undo()
    {
        DropEpoch();
        lock (_gate)
        {
            foreach (var node in _queued)
            {
                if (_next == node) _next = node.Next;
                if (node.List == _pending) _pending.Remove(node);
            }

            foreach (var node in _taken)
            {
                // What was queued and taken by the same part was never on the disk.
                if (_queued.Contains(node)) continue;
                _pending.AddLast(node);
                _next ??= node;
            }

            _settled.AddRange(_dropped);
        }

        Begin();
    }
}
