using System.Diagnostics;

namespace ContextExchange.Cli;

/// <summary>
/// The replay's books: what was sent when, what arrived, and whether it is what stands in the file. Turns are named by
/// their place in the file, which travels as the message's logical id. Thread safe.
/// </summary>
internal sealed class ReplayLedger(IReadOnlyList<Dialogue> dialogues)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Entry> _entries = [];
    private readonly Dictionary<AgentId, int> _lastOrder = [];
    private readonly List<double> _latencies = [];
    private int _order;
    private int _duplicated;
    private int _reordered;
    private int _altered;
    private int _undecryptable;

    private sealed class Entry(string text, SendStatus expected, int order)
    {
        public string Text { get; } = text;
        public int Order { get; } = order;
        public long SentAt { get; } = Stopwatch.GetTimestamp();
        public TaskCompletionSource<ReplayArrival> Arrived { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
        public SendStatus? Outcome { get; set; }

        /// <summary>Whether the contract says otherwise. A repeat beyond the server's memory says nothing.</summary>
        public bool IsMisjudged => Outcome is { } outcome && outcome != SendStatus.Duplicate && outcome != expected;
    }

    /// <summary>How many turns have arrived.</summary>
    public int Received { get; private set; }

    /// <summary>Called after each arrival with their number so far.</summary>
    public event Action<int>? Arrived;

    /// <summary>A turn leaves now. Turns of one sender are noted in the order in which they leave.</summary>
    /// <param name="text">What it says.</param>
    /// <param name="expected">What the contract makes of it: accepted, held or not allowed.</param>
    /// <returns>The logical id, and a task that completes with the turn's arrival.</returns>
    public (Guid Id, Task<ReplayArrival> Arrival) Leaves(string text, SendStatus expected)
    {
        var id = AgentId.New().Value;
        lock (_gate)
        {
            var entry = new Entry(text, expected, ++_order);
            _entries.Add(id, entry);
            return (id, entry.Arrived.Task);
        }
    }

    /// <summary>What the server said about a turn.</summary>
    public void Settled(Guid id, SendStatus status)
    {
        lock (_gate) _entries[id].Outcome = status;
    }

    /// <summary>Something came out of a mailbox.</summary>
    public void Came(ReplayArrival arrival)
    {
        int received;
        lock (_gate)
        {
            if (arrival.IsUnreadable) _undecryptable++;
            if (arrival.Message is not { } message) return;
            if (!_entries.TryGetValue(message.LogicalId, out var entry))
            {
                _altered++;
                return;
            }

            if (entry.Arrived.Task.IsCompleted)
            {
                _duplicated++;
                return;
            }

            Check(message, entry);
            entry.Arrived.SetResult(arrival);
            received = ++Received;
        }

        Arrived?.Invoke(received);
    }

    public ReplayReport Report(int kills, TimeSpan took)
    {
        lock (_gate)
        {
            var sent = _entries.Values.Where(entry => entry.Outcome is SendStatus.Accepted or SendStatus.Held
                or SendStatus.Duplicate).ToArray();
            _latencies.Sort();
            return new ReplayReport
            {
                Dialogues = dialogues.Count,
                Sent = sent.Length,
                Received = Received,
                Lost = sent.Count(entry => !entry.Arrived.Task.IsCompleted)
                    + _entries.Values.Count(entry => entry.Outcome is null),
                Duplicated = _duplicated,
                Reordered = _reordered,
                Undecryptable = _undecryptable,
                Altered = _altered,
                Held = sent.Count(entry => entry.Outcome == SendStatus.Held),
                Refused = _entries.Values.Count(entry => entry.Outcome == SendStatus.NotAllowed),
                Misjudged = _entries.Values.Count(entry => entry.IsMisjudged),
                Kills = kills,
                Seconds = Math.Round(took.TotalSeconds, 2),
                P50 = Percentile(0.50),
                P99 = Percentile(0.99),
            };
        }
    }

    private void Check(ReplayMessage message, Entry entry)
    {
        _latencies.Add(Stopwatch.GetElapsedTime(entry.SentAt).TotalMilliseconds);
        if (!string.Equals(entry.Text, message.Text, StringComparison.Ordinal)) _altered++;
        // A held turn takes its place at its approval; only the others must keep the order in which they left.
        if (!message.AskedItsOwner)
        {
            if (entry.Order < _lastOrder.GetValueOrDefault(message.Sender)) _reordered++;
            _lastOrder[message.Sender] = Math.Max(entry.Order, _lastOrder.GetValueOrDefault(message.Sender));
        }
    }

    private double Percentile(double part) =>
        _latencies.Count == 0 ? 0 : Math.Round(_latencies[(int)(part * (_latencies.Count - 1))], 2);
}
