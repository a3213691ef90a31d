using System.Collections.Concurrent;

namespace ContextExchange.Client;

/// <summary>The outboxes of one client, one a peer; all of them leave by the session that is there. Thread
/// safe.</summary>
internal sealed class Outboxes(ClientCore core) : IDisposable
{
    private readonly ConcurrentDictionary<AgentId, PeerOutbox> _all = new();
    private readonly Lock _gate = new();
    private Session? _session;

    public PeerOutbox For(Peer peer)
    {
        if (_all.TryGetValue(peer.Agent, out var known)) return known;
        lock (_gate)
        {
            if (_all.TryGetValue(peer.Agent, out known)) return known;
            var outbox = new PeerOutbox(core, peer.Agent, peer.Info.Connection);
            if (_session is { } session) outbox.Attach(session);
            return _all[peer.Agent] = outbox;
        }
    }

    /// <summary>What an earlier run sealed and nobody settled leaves first.</summary>
    public async Task<IReadOnlyList<PendingSend>> RestoreAsync()
    {
        var restored = await core.Worker.RunAsync(() => StoredOutboxes.Restore(core));
        foreach (var (outbox, _) in restored) _all[outbox.Peer] = outbox;
        return [.. restored.SelectMany(one => one.Pending)];
    }

    public void Attach(Session session)
    {
        lock (_gate) _session = session;
        foreach (var outbox in _all.Values) outbox.Attach(session);
    }

    public void Detach()
    {
        lock (_gate) _session = null;
        foreach (var outbox in _all.Values) outbox.Detach();
    }

    public void FailAll(ExchangeException reason)
    {
        foreach (var outbox in _all.Values) outbox.FailAll(reason);
    }

    /// <summary>On the device's worker.</summary>
    public void DropSettled()
    {
        foreach (var outbox in _all.Values) outbox.DropSettled();
    }

    public void Dispose()
    {
        foreach (var outbox in _all.Values) outbox.Dispose();
    }
}
