namespace ContextExchange.Grains.Agents;

/// <summary>
/// How much of a mailbox no device has acknowledged, in all and by connection. Neighbours of one connection count as
/// one run, so that a long mailbox takes little memory. Pure.
/// </summary>
internal sealed class Unacknowledged
{
    private const int RunBytes = 256 * 1024;

    private readonly Queue<Run> _runs = [];
    private readonly Dictionary<ConnectionId, Share> _shares = [];
    private Run? _newest;

    /// <summary>Of all connections; a run's bytes are counted until its last entry is acknowledged.</summary>
    public long Bytes { get; private set; }

    /// <summary>What one connection has.</summary>
    public Share Of(ConnectionId connection) => _shares.GetValueOrDefault(connection);

    /// <summary>Counts an entry. Sequences only grow.</summary>
    /// <param name="sequence">Of the entry.</param>
    /// <param name="connection">Of the entry.</param>
    /// <param name="bytes">Its body's.</param>
    /// <param name="isChange">It says nothing but to read something again.</param>
    public void Add(long sequence, ConnectionId connection, int bytes, bool isChange)
    {
        if (_newest is not { } run || run.Connection != connection || run.IsChanges != isChange
            || run.Last + 1 != sequence || run.Bytes >= RunBytes)
            _runs.Enqueue(_newest = run = new Run(connection, isChange, sequence));
        run.Last = sequence;
        run.Bytes += bytes;
        Bytes += bytes;
        Count(run, 1, bytes);
    }

    /// <summary>Everything up to this sequence is acknowledged.</summary>
    public void Acknowledge(long sequence)
    {
        while (_runs.TryPeek(out var run) && run.First <= sequence)
        {
            var end = Math.Min(run.Last, sequence);
            var isDone = end == run.Last;
            Count(run, run.First - end - 1, isDone ? -run.Bytes : 0);
            run.First = end + 1;
            if (!isDone) return;
            Bytes -= run.Bytes;
            _runs.Dequeue();
            if (_newest == run) _newest = null;
        }
    }

    private void Count(Run run, long count, long bytes)
    {
        var share = Of(run.Connection);
        share = new Share(share.Count + count, share.Bytes + bytes, share.Changes + (run.IsChanges ? count : 0));
        if (share.Count > 0) _shares[run.Connection] = share;
        else _shares.Remove(run.Connection);
    }

    private sealed class Run(ConnectionId connection, bool isChanges, long first)
    {
        public ConnectionId Connection { get; } = connection;

        public bool IsChanges { get; } = isChanges;

        public long First { get; set; } = first;

        public long Last { get; set; }

        public long Bytes { get; set; }
    }

    /// <summary>One connection's part.</summary>
    /// <param name="Count">Entries.</param>
    /// <param name="Bytes">Of their bodies.</param>
    /// <param name="Changes">Notices that say nothing but to read something again.</param>
    public readonly record struct Share(long Count, long Bytes, long Changes);
}
