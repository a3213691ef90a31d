namespace ContextExchange.Grains.Connections;

/// <summary>
/// What happened on a watched connection in the last minutes, for watchers who come back. In memory: what an activation
/// before this one told is not here, and <see cref="IsWholeSince"/> says so.
/// </summary>
internal sealed class RecentActivity(DateTimeOffset now)
{
    /// <summary>How long it goes on without watchers, and so how late one may come back.</summary>
    public static readonly TimeSpan Reach = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Events of several connections reach a watcher in about the order of their times: what is told again begins so
    /// much before what it has seen. It knows events by their times.
    /// </summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromSeconds(5);

    public const int Capacity = 256;

    private readonly Queue<ActivityEvent> _events = new();
    private DateTimeOffset _wholeSince = now;
    private DateTimeOffset _last;

    /// <summary>A time for the next event: later than that of every earlier one, so that it names the event.</summary>
    public DateTimeOffset Stamp(DateTimeOffset now) => _last = now > _last ? now : _last.AddTicks(1);

    public void Add(ActivityEvent activity)
    {
        if (_events.Count == Capacity) _wholeSince = _events.Dequeue().At.AddTicks(1);
        _events.Enqueue(activity);
    }

    /// <summary>What happened since then and a little before, as far as it is kept, oldest first.</summary>
    public IEnumerable<ActivityEvent> Since(DateTimeOffset seen) =>
        _events.Where(activity => activity.At > seen || seen - activity.At <= Overlap);

    /// <summary>Whether nothing that happened since then is missing here.</summary>
    public bool IsWholeSince(DateTimeOffset seen) => seen >= _wholeSince;
}
