using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Grains.Storage;

namespace ContextExchange.Grains.Connections;

/// <summary>Epochs, and what messages and epochs are checked against: both agents' standing.</summary>
internal sealed partial class ConnectionGrain
{
    /// <summary>
    /// How old what is known of the agents may be: a revoked device or a frozen agent sends no longer than this.
    /// </summary>
    private static readonly TimeSpan StandingLifetime = TimeSpan.FromSeconds(1);

    private AgentStanding? _lowerStanding;
    private AgentStanding? _higherStanding;
    private DateTimeOffset _standingAt;
    private readonly Dictionary<DeviceId, EpochQuota> _epochQuotas = [];
    private Task? _publishing;

    public ValueTask<Refusal> PublishEpoch(DeviceIdentity sender, ReadOnlyMemory<byte> record)
    {
        if (record.Length > Limits.MaxEpochRecord) return new(Refusal.TooLarge);
        if (!EpochView.TryParse(record, out var epoch, out _) || !epoch.IsComplete) return new(Refusal.Malformed);
        if (epoch.SenderAgent != sender.Agent.Value || epoch.SenderDevice != sender.Device.Value)
            return new(Refusal.Forbidden);
        if (!IsParty(sender.Agent) || epoch.Connection != _id.Value) return new(Refusal.NotFound);

        var publishing = PublishAsync(sender, epoch, record);
        _publishing = _publishing is { IsCompleted: false } earlier ? Task.WhenAll(earlier, publishing) : publishing;
        return new(publishing);
    }

    private async Task<Refusal> PublishAsync(DeviceIdentity sender, EpochView epoch, ReadOnlyMemory<byte> record)
    {
        await EnsureLoadedAsync();
        if (!IsActive(Now)) return Refusal.NotFound;
        if (_epochs.TryFind(epoch.EpochHash, out _)) return Refusal.None;

        await RefreshStandingsAsync();
        var (own, peer) = StandingsFor(sender.Agent);
        if (own is null || peer is null || !IsActive(Now)) return Refusal.NotFound;
        var refusal = EpochRules.Check(
            epoch, own, peer, SideOf(sender.Agent), SideOf(PeerOf(sender.Agent)), Now.ToUnixTimeMilliseconds());
        if (refusal != Refusal.None) return refusal;

        if (!QuotaOf(sender.Device).TryTake(Now.ToUnixTimeMilliseconds()))
        {
            // A repeat after a restart stores nothing and costs nothing.
            var known = await _log.FindEpochAsync(_id, epoch.EpochHash.ToArray());
            return known is not null && known.Record.Span.SequenceEqual(record.Span)
                ? Refusal.None
                : Refusal.RateLimited;
        }

        var row = new EpochRow(_id, sender.Device, epoch.Number, epoch.EpochHash.ToArray(), record)
        {
            At = Now,
            Retention = State.Policy.Retention,
        };
        if (!await _log.PutEpochAsync(row)) return Refusal.Conflict;
        _epochs.Add(KnownEpoch.Of(epoch));
        return Refusal.None;
    }

    public async ValueTask<ReadOnlyMemory<byte>> GetEpoch(AgentId viewer, ReadOnlyMemory<byte> epochHash)
    {
        if (!IsParty(viewer) || epochHash.Length != Bytes32.Size) return default;
        return await _log.FindEpochAsync(_id, epochHash) is { } row ? row.Record : default;
    }

    /// <summary>Only devices that are listed get one; those of devices that no longer are go first.</summary>
    private EpochQuota QuotaOf(DeviceId device)
    {
        if (_epochQuotas.TryGetValue(device, out var quota)) return quota;
        foreach (var other in _epochQuotas.Keys.ToArray())
            if (!HasDevice(_lowerStanding, other) && !HasDevice(_higherStanding, other)) _epochQuotas.Remove(other);
        _epochQuotas.Add(device, quota = new EpochQuota(Now.ToUnixTimeMilliseconds()));
        return quota;
    }

    private bool MustFetch(Bytes32 epochHash, DateTimeOffset now) =>
        now - _standingAt >= StandingLifetime || !_epochs.TryFind(epochHash, out _);

    private async Task FetchAsync(Bytes32 epochHash)
    {
        if (Now - _standingAt >= StandingLifetime) await RefreshStandingsAsync();
        if (_epochs.TryFind(epochHash, out _)) return;
        if (_publishing is { IsCompleted: false } publishing)
        {
            // A sender need not wait for the epoch's answer before its first message; how publishing ends is the
            // publisher's.
            await publishing.ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (_epochs.TryFind(epochHash, out _)) return;
        }

        if (await _log.FindEpochAsync(_id, epochHash.ToArray()) is not { } row) return;
        if (EpochView.TryParse(row.Record, out var epoch, out _)) _epochs.Add(KnownEpoch.Of(epoch));
    }

    private async Task RefreshStandingsAsync()
    {
        var lower = _lowerGrain.GetStanding().AsTask();
        var higher = _higherGrain.GetStanding().AsTask();
        _lowerStanding = await lower;
        _higherStanding = await higher;
        _standingAt = Now;
    }

    private (AgentStanding? Own, AgentStanding? Peer) StandingsFor(AgentId agent) =>
        agent == _lower ? (_lowerStanding, _higherStanding) : (_higherStanding, _lowerStanding);

    private static EpochStanding StandingOf(
        KnownEpoch? epoch, DeviceIdentity sender, int index, SenderWindow? window)
    {
        if (epoch is null || epoch.Device != sender.Device || epoch.Agent != sender.Agent) return EpochStanding.Unknown;
        return window is null || new EpochPosition(epoch.Number, index).IsAfter(window.Position)
            ? EpochStanding.Current
            : EpochStanding.Forked;
    }

    /// <summary>The signing key of an active device; null for any other.</summary>
    private static Bytes32? DeviceKey(AgentStanding standing, DeviceId device)
    {
        foreach (var known in standing.Devices)
            if (known.Device == device && DeviceCertificate.TryParse(known.Certificate, out var certificate, out _))
                return certificate.Dsk;
        return null;
    }

    private static bool HasDevice(AgentStanding? standing, DeviceId device)
    {
        if (standing is null) return true; // There is no agent to be wrong about: not connected is the answer.
        for (var i = 0; i < standing.Devices.Count; i++)
            if (standing.Devices[i].Device == device) return true;
        return false;
    }

    private static bool InForce(AgentStanding? standing, uint listVersion)
    {
        if (standing is null) return false;
        for (var i = standing.Rosters.Count - 1; i >= 0; i--)
            if (standing.Rosters[i].Version == listVersion) return true;
        return false;
    }
}
