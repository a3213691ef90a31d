namespace ContextExchange.Grains.Connections;

/// <summary>
/// What happened on a watched connection in the last minutes, for watchers who come back. In memory: what an activation
/// before this one told is not here, and <see cref="IsWholeSince"/> says so.
/// </summary>
internal sealed class RecentActivity(DateTimeOffset now)
{
    /// <summary>How long it goes on without watchers, and so how late one may come back.</summary>
    public static readonly TimeSpan Reach = TimeSpan.FromMinutes(2);

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

    /// <summary>What happened from then on, as far as it is kept, oldest first.</summary>
    public IEnumerable<ActivityEvent> Since(DateTimeOffset from) => _events.Where(activity => activity.At >= from);

    /// <summary>Whether nothing that happened from then on is missing here.</summary>
    public bool IsWholeSince(DateTimeOffset from) => from >= _wholeSince;
}
