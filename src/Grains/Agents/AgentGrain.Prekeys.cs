using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Grains.Agents;

/// <summary>One-time prekeys, and the owner's viewers.</summary>
internal sealed partial class AgentGrain
{
    public async Task<PrekeyCount> PublishOneTimePrekeys(
        DeviceIdentity publisher, IReadOnlyList<ReadOnlyMemory<byte>> prekeys)
    {
        var count = 0;
        var refusal = await ChangeAsync(async () =>
        {
            if (publisher.Agent != _id || FindActive(publisher.Device) is not { } device) return Refusal.Forbidden;
            var refusal = OneTimePrekeyRules.Check(prekeys, _id, device, Now);
            if (refusal != Refusal.None) return refusal;
            var added = await ShelfOf(device.Id).Add(prekeys);
            count = added.Count;
            return added.Refusal;
        });
        return new PrekeyCount(refusal, count);
    }

    public async Task<PrekeyCount> CountOneTimePrekeys(DeviceIdentity device)
    {
        if (!Exists) return new PrekeyCount(Refusal.NotFound, 0);
        return device.Agent == _id && FindActive(device.Device) is not null
            ? new PrekeyCount(Refusal.None, await ShelfOf(device.Device).Count())
            : new PrekeyCount(Refusal.Forbidden, 0);
    }

    public async Task<IReadOnlyList<ReadOnlyMemory<byte>>> TakeOneTimePrekeys()
    {
        var active = State.Devices.Where(device => device.Standing == DeviceStanding.Active);
        var taken = await Task.WhenAll(active.Select(device => TakeAsync(device.Id)));
        return [.. taken.Where(prekey => prekey.Length > 0)];
    }

    public Task<Refusal> SetViewers(long version, IReadOnlyList<ReadOnlyMemory<byte>> viewers) =>
        ChangeAsync(async () =>
        {
            if (version > State.ViewersVersion)
                await SaveAsync(State with
                {
                    Viewers = [.. viewers],
                    ViewersVersion = version,
                    PeersToTell = State.Peers,
                });
            await TellPeersAsync();
            return Refusal.None;
        });

    /// <summary>Nothing of a device that was revoked meanwhile leaves.</summary>
    private async Task<ReadOnlyMemory<byte>> TakeAsync(DeviceId device)
    {
        var prekey = await ShelfOf(device).Take();
        return FindActive(device) is null ? default : prekey;
    }

    private IPrekeyShelfGrain ShelfOf(DeviceId device) =>
        GrainFactory.GetGrain<IPrekeyShelfGrain>(_id.ToString() + device);
}
