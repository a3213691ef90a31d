using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ContextExchange.Web.Auth;
using Microsoft.Extensions.Hosting;

namespace ContextExchange.Web.Http;

/// <summary>
/// Streams the activity of an owner's connections. It watches every connection of every agent, looks for new ones
/// whenever one is announced and every half minute, and ends with the session, the server or the reader.
/// </summary>
internal sealed class ActivityFeed(
    IGrainFactory grains, CredentialChecker credentials, LiveSessions live, FleetChanges changes,
    IHostApplicationLifetime host, TimeProvider clock)
{
    /// <summary>Watches last a minute; twice as often leaves room for a slow turn.</summary>
    public static readonly TimeSpan Renewal = TimeSpan.FromSeconds(30);

    public async IAsyncEnumerable<SseItem<ActivityAnswer>> WatchAsync(
        CredentialSubject caller, [EnumeratorCancellation] CancellationToken aborted)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(aborted, host.ApplicationStopping);
        using var session = live.Enter(caller, ended);
        var watcher = new Watcher(clock);
        var observer = grains.CreateObjectReference<IActivityObserver>(watcher);
        changes.Connected += watcher.OnConnected;
        try
        {
            yield return watcher.Hello();
            while (await RenewAsync(caller, observer, watcher))
            {
                await foreach (var item in watcher.ReadAsync(Renewal, ended.Token))
                    yield return item;
                if (ended.IsCancellationRequested)
                    break;
            }
        }
        finally
        {
            changes.Connected -= watcher.OnConnected;
            grains.DeleteObjectReference<IActivityObserver>(observer);
            GC.KeepAlive(watcher);
        }
    }

    /// <summary>False when the session has ended.</summary>
    private async Task<bool> RenewAsync(CredentialSubject caller, IActivityObserver observer, Watcher watcher)
    {
        if (!await credentials.IsStillInForceAsync(caller) || await grains.Owner(caller.Owner).Get() is not { } owner)
            return false;
        watcher.Agents = [.. owner.Agents];
        foreach (var agent in owner.Agents)
            foreach (var peer in await grains.Agent(agent).GetPeers())
                await grains.Connection(agent, peer).Watch(agent, observer);
        return true;
    }

    /// <summary>
    /// Collects what happens for one reader; a reader that is too slow loses the oldest, it is a view and no record.
    /// </summary>
    private sealed class Watcher(TimeProvider clock) : IActivityObserver
    {
        private const int Capacity = 512;

        private readonly Channel<ActivityEvent?> _events = Channel.CreateBounded<ActivityEvent?>(
            new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

        private ActivityEvent? _last;

        /// <summary>The owner's agents as of the last renewal.</summary>
        public HashSet<AgentId> Agents { get; set; } = [];

        /// <summary>Lets the reader know at once that the stream stands.</summary>
        public SseItem<ActivityAnswer> Hello() => new(
            new ActivityAnswer(clock.GetUtcNow(), "watching", default, default, default, null, null, 0), "watching");

        public ValueTask OnActivity(ActivityEvent activity)
        {
            _events.Writer.TryWrite(activity);
            return ValueTask.CompletedTask;
        }

        public void OnConnected(AgentId one, AgentId other)
        {
            if (Agents.Contains(one) || Agents.Contains(other))
                _events.Writer.TryWrite(null);
        }

        /// <summary>What happens until the time is up, the fleet has changed, or the stream ends.</summary>
        public async IAsyncEnumerable<SseItem<ActivityAnswer>> ReadAsync(
            TimeSpan time, [EnumeratorCancellation] CancellationToken ended)
        {
            using var up = new CancellationTokenSource(time, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(up.Token, ended);
            while (await NextAsync(either.Token))
            {
                while (_events.Reader.TryRead(out var activity))
                {
                    if (activity is null)
                        yield break;
                    // Between two agents of one owner both sides watch: say it once.
                    if (activity != _last)
                        yield return new SseItem<ActivityAnswer>(ActivityAnswer.Of(activity), "activity");
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
