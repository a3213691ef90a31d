using ContextExchange.Simulation.Tests.Cluster;
using ContextExchange.Simulation.Tests.History;
using ContextExchange.Simulation.Tests.Runs;

namespace ContextExchange.Simulation.Tests.Clients;

/// <summary>
/// One device: listens and reads, keeps what it received, hands each message to its application once, acknowledges
/// late. Pushes are hints: what does not follow is read. A crash takes what it has not kept.
/// </summary>
internal sealed class SimulatedDevice(World world, TestDevice device, int client)
{
    private static readonly TimeSpan SessionLife = TimeSpan.FromSeconds(25);

    // What survives a crash.
    private readonly HashSet<MessageNumber> _applied = [];
    private long _kept;

    // What does not.
    private readonly Queue<MailboxItem> _received = [];
    private long _newest;
    private long _acknowledged;
    private MailboxSession? _session;
    private TaskCompletionSource _hint = new();

    public TestDevice Device { get; } = device;

    public int Client { get; } = client;

    /// <summary>Raised by each crash: what an earlier life started must not touch a later one.</summary>
    public int Life { get; private set; }

    /// <summary>Everything up to here is kept and acknowledged.</summary>
    public long CaughtUp => Math.Min(_kept, _acknowledged);

    private Recorder Recorder => world.Cluster.Recorder;

    private AgentId Agent => Device.Agent.Id;

    public void Start()
    {
        world.Watch(ListenAsync());
        world.Watch(KeepAsync());
        world.Watch(AcknowledgeAsync());
    }

    public void Crash()
    {
        Recorder.Coverage.Count("client: crash");
        if (_received.Count > 0) Recorder.Coverage.Count("client: crash between receiving and keeping");
        if (_kept > _acknowledged) Recorder.Coverage.Count("client: crash between keeping and acknowledging");
        Life++;
        _session = null;
        _received.Clear();
        _acknowledged = 0;
        _newest = _kept;
        if (world.Random.Next(3) == 0) _newest = -1;
        Hint();
    }

    public void Pushed(MailboxSession session, IReadOnlyList<MailboxEntry> entries)
    {
        if (session != _session || _newest < 0) return;
        foreach (var entry in entries)
        {
            if (entry.Sequence == _newest + 1 || (entry.Sequence > _newest && world.Bug?.BelievesPushes is true))
                Receive(entry, byPush: true);
            else if (entry.Sequence > _newest) Recorder.Coverage.Count("client: gap in pushes");
        }

        Hint();
    }

    public void Closed(MailboxSession session)
    {
        if (session == _session) _session = null;
        Hint();
    }

    private void Receive(MailboxEntry entry, bool byPush)
    {
        var item = Items.Of(entry.Sequence, entry.Kind, entry.Body);
        Recorder.Add(new Received(Agent, Device.Id, item, byPush));
        if (entry.Sequence <= _kept) Recorder.Coverage.Count("client: shown again");
        _newest = entry.Sequence;
        _received.Enqueue(item);
    }

    private async Task ListenAsync()
    {
        while (true)
        {
            var life = Life;
            var silo = world.Cluster.Placement.Find();
            var session = new MailboxSession(world.Network, silo, this);
            world.Sessions.Add(session);
            try
            {
                await SessionAsync(life, silo, session);
            }
            catch (Unreachable)
            {
                Recorder.Coverage.Count("client: session lost");
            }

            session.End();

            await world.PassAsync(50, 2_000);
        }
    }

    private async Task SessionAsync(int life, SimulatedSilo silo, MailboxSession session)
    {
        var until = world.Now + SessionLife;
        var subscription = await world.Network.CallAsync(
            Client, silo,
            grains => grains.GetGrain<IAgentGrain>(Agent.ToString()).Subscribe(Device.Id, session.Reference));
        if (life != Life) return;
        if (subscription.Refusal != Refusal.None)
        {
            world.Unexpected($"Subscribe: {subscription.Refusal}", subscription.Refusal == Refusal.LimitReached);
            return;
        }

        // A device that lost its own cursor goes on where the server knows it to have been.
        if (_newest < 0) _newest = subscription.Acknowledged;
        _session = session;
        world.Bug?.Subscribed(Agent, session);
        while (life == Life && _session == session && world.Now < until)
        {
            var hint = _hint.Task;
            while (await ReadAsync(life, silo))
            {
                // All work is in the condition.
            }

            if (life != Life) return;
            await Task.WhenAny(hint, world.PassAsync(1_000, 6_000));
        }
    }

    /// <summary>Reads one page; whether there may be more.</summary>
    private async Task<bool> ReadAsync(int life, SimulatedSilo silo)
    {
        var after = _newest;
        var page = await world.Network.CallAsync(
            Client, silo, grains => grains.GetGrain<IAgentGrain>(Agent.ToString()).ReadMailbox(after, 20));
        if (life != Life) return false;
        switch (page.Refusal)
        {
            case Refusal.None:
                foreach (var entry in page.Entries)
                    if (entry.Sequence > _newest) Receive(entry, byPush: false);
                return page.Entries.Count > 0;
            default:
                // An activation that is behind another one may not know the device's place yet.
                world.Unexpected($"ReadMailbox: {page.Refusal}", page.Refusal == Refusal.CursorAhead);
                return false;
        }
    }

    private async Task KeepAsync()
    {
        while (true)
        {
            await world.PassAsync(5, 400);
            while (_received.TryDequeue(out var item))
            {
                if (item.Kind == EntryKind.Message && _applied.Add(item.Of))
                    Recorder.Add(new Applied(Agent, Device.Id, item.Of));
                _kept = Math.Max(_kept, item.Sequence);
            }
        }
    }

    private async Task AcknowledgeAsync()
    {
        while (true)
        {
            await world.PassAsync(100, 2_500);
            var sequence = world.Bug?.AcknowledgesEarly is true ? Math.Max(_newest, 0) : _kept;
            if (sequence <= _acknowledged) continue;
            var life = Life;
            Recorder.Add(new Acknowledged(Agent, Device.Id, sequence));
            try
            {
                var refusal = await world.Network.CallAsync(Client, grains =>
                    grains.GetGrain<IAgentGrain>(Agent.ToString()).Acknowledge(Device.Id, sequence).AsTask());
                if (refusal != Refusal.None)
                    world.Unexpected($"Acknowledge: {refusal}", refusal == Refusal.CursorAhead);
                else if (life == Life) _acknowledged = Math.Max(_acknowledged, sequence);
            }
            catch (Unreachable)
            {
                Recorder.Coverage.Count("client: acknowledgement without an answer");
            }
        }
    }

    private void Hint()
    {
        _hint.TrySetResult();
        _hint = new();
    }
}
