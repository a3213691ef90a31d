using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>
/// Signed nacks on their way to the server, kept on disk until it has them: the sender seals again what this device
/// could not open.
/// </summary>
internal sealed class Nacks(ClientCore core)
{
    // At first there may be some from an earlier run.
    private volatile bool _areWaiting = true;

    /// <summary>On the device's worker, in the transaction that gives the message up.</summary>
    public void Keep(AgentId peer, Nack nack)
    {
        _areWaiting = true;
        byte[] key = [.. ClientRows.Key(peer.Value), .. nack.Hash.ToArray()];
        core.Store.Put(ClientTable.Nacks, key, nack.Bytes.Span);
    }

    /// <summary>Sends what waits. What the server does not take now is tried again with the next connection.</summary>
    public async Task SendAsync(CancellationToken ct)
    {
        if (!_areWaiting) return;
        _areWaiting = false;
        var rows = await core.Worker.RunAsync(() => core.Store.Scan(ClientTable.Nacks, []));
        foreach (var (key, nack) in rows)
        {
            var peer = new AgentId(new Guid(key.AsSpan(0, 16), bigEndian: true));
            try
            {
                var api = await core.Sessions.AsDeviceAsync(ct);
                await api.SendNackAsync(core.Profile.Agent, peer, nack, ct);
            }
            catch (ExchangeException e) when (e is not DeviceStoreException)
            {
                core.Report(new ClientReport("nack-failed", peer, e.Message));
                if (e.Retryable)
                {
                    _areWaiting = true;
                    return;
                }
            }

            await core.Worker.RunAsync(() => core.Store.Delete(ClientTable.Nacks, key));
        }
    }
}
