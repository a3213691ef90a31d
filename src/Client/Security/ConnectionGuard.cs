using System.Collections.Concurrent;

namespace ContextExchange.Client;

/// <summary>
/// Stops a connection on this side's behalf when something was forged or altered: nothing more flows until this side's
/// owner has looked at it, and both owners are told. It says so once for each reason.
/// </summary>
internal sealed class ConnectionGuard(DeviceProfile profile, Sessions sessions, Action<ClientReport> report)
{
    private readonly ConcurrentDictionary<(AgentId Peer, string Reason), bool> _told = new();

    /// <summary>Asks the server to suspend; an unreachable or unwilling one is reported, never waited for.</summary>
    /// <param name="peer">The other side.</param>
    /// <param name="reason">A stable code of a-z, 0-9 and -.</param>
    /// <param name="ct">Gives up.</param>
    public async Task SuspendAsync(AgentId peer, string reason, CancellationToken ct)
    {
        if (!_told.TryAdd((peer, reason), true)) return;
        try
        {
            var api = await sessions.AsDeviceAsync(ct);
            await api.SuspendAsync(profile.Agent, peer, reason, ct);
            report(new ClientReport(
                "suspended", peer, $"The connection with {peer} was suspended ({reason}): talk to its owner."));
        }
        catch (ExchangeException e)
        {
            // A server that lies may refuse this too; what was found is refused here all the same.
            _told.TryRemove((peer, reason), out _);
            report(new ClientReport(
                "suspend-failed", peer, $"The connection with {peer} could not be suspended ({reason}): {e.Message}"));
        }
    }

    /// <summary>Tells whoever runs the client something that stops nothing.</summary>
    public void Tell(ClientReport told) => report(told);

    /// <summary>The owner has decided: the next finding is told again.</summary>
    public void Forget(AgentId peer)
    {
        foreach (var told in _told.Keys)
            if (told.Peer == peer) _told.TryRemove(told, out _);
    }
}
