using System.Collections.Concurrent;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>
/// Gets one-time prekeys of a peer's devices before an epoch is opened for one of which no reply prekey is here. Each
/// is handed out once; what the server does not give is done without and reported.
/// </summary>
internal sealed class OneTimePrekeys(ClientCore core)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<AgentId, DateTimeOffset> _notBefore = new();

    /// <summary>
    /// Whether to ask the server before the next epoch: some device of the peer has no key here that opens one epoch.
    /// On the device's worker.
    /// </summary>
    public bool AreNeeded(Peer peer)
    {
        var now = core.Time.GetUtcNow();
        if (_notBefore.GetValueOrDefault(peer.Agent) > now) return false;
        using var transaction = core.Store.Begin();
        foreach (var listed in peer.Directory.Devices.Devices)
            if (!Has(transaction, peer, listed.Device, now.ToUnixTimeMilliseconds())) return true;
        return false;
    }

    /// <summary>Asks the server for one key of each device. Whatever it answers, sealing goes on.</summary>
    public async Task ClaimAsync(Peer peer, CancellationToken ct)
    {
        var now = core.Time.GetUtcNow();
        try
        {
            var api = await core.Sessions.AsDeviceAsync(ct);
            var batch = await api.ClaimPrekeysAsync(core.Profile.Agent, peer.Agent, ct);
            var handedOut = KeyBook.PrekeysOf(batch.Prekeys);
            core.Book.Supply(peer, handedOut);
            if (handedOut.Count < peer.Directory.Devices.Devices.Length) _notBefore[peer.Agent] = now + Pause;
        }
        catch (ExchangeException e) when (e is ProblemException or UnreachableException)
        {
            // Asked for too often, out of reach, or a connection that is no more: sealing says what follows.
            _notBefore[peer.Agent] = now + ((e as ProblemException)?.RetryAfter ?? Pause);
        }
    }

    /// <summary>Whether a device of the peer stands in the roster with its signed prekey.</summary>
    public static bool FellBack(Peer peer, ReadOnlyMemory<byte> record)
    {
        if (!EpochView.TryParse(record, out var epoch, out _)) return false;
        for (var i = 0; i < epoch.EntryCount; i++)
            if (peer.Prekeys.Any(one => one.KeyId == epoch.Entry(i).KeyId)) return true;
        return false;
    }

    private static bool Has(IDeviceTransaction transaction, Peer peer, Guid device, long now)
    {
        byte[] key =
        [
            .. ClientRows.Key(peer.Info.Connection.Value, peer.Agent.Value), .. ClientRows.Key(device),
        ];
        if (transaction.Get(DeviceTable.PeerReplyPrekeys, key) is { } row
            && Prekey.TryParse(row, out var reply, out _) && reply.IsUsableAt(now))
        {
            return true;
        }

        return peer.HandedOut.Any(one => one.Device == device && one.IsUsableAt(now)
            && transaction.Get(DeviceTable.UsedPrekeys, one.KeyId.ToArray()) is null);
    }
}
