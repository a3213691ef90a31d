using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ContextExchange.Web.Auth;
using Microsoft.Extensions.Hosting;

namespace ContextExchange.Web.Http;

/// <summary>
/// Streams the activity of an owner's connections. It watches every connection of every agent, follows new agents and
/// connections as it is told of them, looks for them every half minute besides, and ends with the session, the server
/// or the reader. Every quarter of a minute it says that it stands, so that a reader tells a dead connection from a
/// quiet one.
/// </summary>
internal sealed class ActivityFeed(
    IGrainFactory grains, CredentialChecker credentials, LiveSessions live, IHostApplicationLifetime host,
    TimeProvider clock)
{
    /// <summary>Watches last a minute; twice as often leaves room for a slow turn.</summary>
    public static readonly TimeSpan Renewal = TimeSpan.FromSeconds(30);

    private const int BeatsARenewal = 2;

    /// <summary>What happens, and null where only the stream stands.</summary>
    /// <param name="caller">Whose owner's activity.</param>
    /// <param name="seen">When the last event happened that the reader has seen; null for a new reader.</param>
    /// <param name="aborted">The reader is gone.</param>
    public async IAsyncEnumerable<ActivityAnswer?> WatchAsync(
        CredentialSubject caller, DateTimeOffset? seen, [EnumeratorCancellation] CancellationToken aborted)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(aborted, host.ApplicationStopping);
        using var session = live.Enter(caller, ended);
        var watcher = new Watcher(clock);
        var observer = grains.CreateObjectReference<IActivityObserver>(watcher);
        try
        {
            while (await RenewAsync(caller, observer, watcher, seen) is { } isWhole)
            {
                // When everything that happens from then on is told, and again when there is more to watch.
                if (!watcher.IsGreeted || !isWhole)
                    yield return watcher.Hello(isWhole);
                seen = null;
                for (var beat = 0; beat < BeatsARenewal && watcher.IsGreeted; beat++)
                {
                    await foreach (var answer in watcher.ReadAsync(Renewal / BeatsARenewal, ended.Token))
                        yield return answer;
                    if (ended.IsCancellationRequested)
                        yield break;
                    yield return null;
                }
            }
        }
        finally
        {
            grains.DeleteObjectReference<IActivityObserver>(observer);
            GC.KeepAlive(watcher);
        }
    }

    /// <summary>Whether everything since then is told; null when the session has ended.</summary>
    private async Task<bool?> RenewAsync(
        CredentialSubject caller, IActivityObserver observer, Watcher watcher, DateTimeOffset? seen)
    {
        watcher.Look();
        if (!await credentials.IsStillInForceAsync(caller)
            || await grains.Owner(caller.Owner).Watch(observer) is not { } owner)
            return null;
        var isWhole = !watcher.HasLost();
        var fleet = new HashSet<(AgentId Agent, AgentId? Peer)>();
        foreach (var agent in owner.Agents)
        {
            fleet.Add((agent, null));
            foreach (var peer in await grains.Agent(agent).WatchPeers(observer))
            {
                fleet.Add((agent, peer));
                isWhole &= await grains.Connection(agent, peer).Watch(agent, observer, seen);
            }
        }

        watcher.Watch(fleet);
        return isWhole;
    }

    /// <summary>
    /// Collects what happens for one reader; a reader that is too slow loses the oldest and is told so with the next
    /// renewal: it is a view and no record.
    /// </summary>
    private sealed class Watcher : IActivityObserver
    {
        private const int Capacity = 2_048;

        private readonly TimeProvider _clock;
        private readonly Channel<ActivityEvent?> _events;
        private HashSet<(AgentId Agent, AgentId? Peer)>? _fleet;
        private ActivityEvent? _last;
        private int _lost;
        private int _changed;

        public Watcher(TimeProvider clock)
        {
            _clock = clock;
            _events = Channel.CreateBounded<ActivityEvent?>(
                new(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
                _ => Volatile.Write(ref _lost, 1));
        }

        public bool IsGreeted { get; private set; }

        /// <summary>What is announced from now on is not in what is being looked at.</summary>
        public void Look() => Interlocked.Exchange(ref _changed, 0);

        /// <summary>What is watched from now on; where that is something else, lists have to be read anew.</summary>
        public void Watch(HashSet<(AgentId Agent, AgentId? Peer)> fleet)
        {
            if (_fleet is not null && !_fleet.SetEquals(fleet)) IsGreeted = false;
            _fleet = fleet;
        }

        /// <summary>Lets the reader know that the stream stands, and whether something may be missing.</summary>
        public ActivityAnswer Hello(bool isWhole)
        {
            IsGreeted = true;
            return new(_clock.GetUtcNow(), "watching", default, default, default, null, null, 0, Whole: isWhole);
        }

        /// <summary>Whether events were dropped since this was last asked.</summary>
        public bool HasLost() => Interlocked.Exchange(ref _lost, 0) != 0;

        public ValueTask OnActivity(ActivityEvent activity)
        {
            _events.Writer.TryWrite(activity);
            return ValueTask.CompletedTask;
        }

        public ValueTask OnFleetChanged()
        {
            // Several at once are one reason to look.
            if (Interlocked.Exchange(ref _changed, 1) == 0)
                _events.Writer.TryWrite(null);
            return ValueTask.CompletedTask;
        }

        /// <summary>What happens until the time is up, the fleet has changed, or the stream ends.</summary>
        public async IAsyncEnumerable<ActivityAnswer> ReadAsync(
            TimeSpan time, [EnumeratorCancellation] CancellationToken ended)
        {
            using var up = new CancellationTokenSource(time, _clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(up.Token, ended);
            while (await NextAsync(either.Token))
            {
                while (_events.Reader.TryRead(out var activity))
                {
                    if (activity is null)
                    {
                        // A reader has lists to read anew.
                        IsGreeted = false;
                        yield break;
                    }

                    // Between two agents of one owner both sides watch: say it once.
                    if (activity != _last)
                        yield return ActivityAnswer.Of(activity);
                    _last = activity;
                }
            }
        }

        private async Task<bool> NextAsync(CancellationToken ended)
        {
            try
            {
                return await _events.Reader.WaitToReadAsync(ended);
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }
    }
}
