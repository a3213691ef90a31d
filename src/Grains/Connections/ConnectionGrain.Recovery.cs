using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Grains.Storage;

namespace ContextExchange.Grains.Connections;

/// <summary>
/// One-time prekeys for the peer; what helps a reader that could not read: nacks and re-wraps; and a sender whose
/// messages were lost with a backup's age.
/// </summary>
internal sealed partial class ConnectionGrain
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public async Task<PrekeyHandout> TakePrekeys(DeviceIdentity taker)
    {
        await EnsureLoadedAsync();
        if (!IsParty(taker.Agent) || !IsActive(Now)) return new PrekeyHandout(Refusal.NotFound, TimeSpan.Zero, []);
        if (State.Lower.Frozen || State.Higher.Frozen) return new PrekeyHandout(Refusal.Frozen, TimeSpan.Zero, []);
        var limit = await TakeAsync("prekeys", taker.Agent, Limits.MaxPrekeyCallsPerHour);
        return limit.Refusal == Refusal.None
            ? new PrekeyHandout(
                Refusal.None, TimeSpan.Zero, await GrainOf(PeerOf(taker.Agent)).TakeOneTimePrekeys())
            : new PrekeyHandout(limit.Refusal, limit.RetryAfter, []);
    }

    public async Task<LimitedAnswer> SendNack(DeviceIdentity sender, ReadOnlyMemory<byte> nack)
    {
        var refusal = await CheckNackAsync(sender, nack);
        if (refusal != Refusal.None) return new LimitedAnswer(refusal, TimeSpan.Zero);
        var limit = await TakeAsync("nacks", sender.Agent, Limits.MaxNacksPerHour);
        if (limit.Refusal != Refusal.None) return limit;
        var told = await AppendAsync(
            PeerOf(sender.Agent), NoticeOf(NoticeKind.Nack, default, Now, nack, closes: null));
        return new LimitedAnswer(
            told.Verdict == AppendVerdict.Stored ? Refusal.None : Refusal.Unavailable, TimeSpan.Zero);
    }

    public async Task<Refusal> MoveSequence(DeviceIdentity sender, long sequence)
    {
        if (sequence is < 1 or > Limits.MaxMovedSequence) return Refusal.Malformed;
        if (!IsParty(sender.Agent)) return Refusal.NotFound;
        return await ChangeAsync(
            async () =>
            {
                if (!IsActive(Now)) return Refusal.NotFound;
                await RefreshStandingsAsync();
                if (StandingsFor(sender.Agent).Own is not { } own) return Refusal.NotFound;
                if (!HasDevice(own, sender.Device)) return Refusal.Forbidden;
                try
                {
                    await _log.MoveMarkAsync(_id, sender.Device, sequence);
                }
                finally
                {
                    // What is remembered of the numbers is older than the mark, also where it is unknown whether it
                    // moved.
                    Forget();
                }

                return Refusal.None;
            },
            confirms: false);
    }

    public async Task<Refusal> PutRewraps(AgentId side, IReadOnlyList<ReadOnlyMemory<byte>> rewraps)
    {
        if (rewraps.Count is 0 or > Limits.MaxRewraps) return Refusal.Malformed;
        if (!IsParty(side) || State.Standing == ConnectionStanding.None) return Refusal.NotFound;
        await RefreshStandingsAsync();
        if (StandingsFor(side).Own is not { } own) return Refusal.NotFound;
        var identity = IdentityOf(own);
        List<RewrapRow> rows = [];
        foreach (var bytes in rewraps)
        {
            var refusal = RewrapRules.Check(bytes, own, identity, out var rewrap);
            if (rewrap is null) return refusal;
            var hash = rewrap.EpochHash.ToArray();
            if (await _log.FindEpochAsync(_id, hash) is null) return Refusal.NotFound;
            rows.Add(new RewrapRow(_id, hash, new(rewrap.Entry.Device), bytes));
        }

        await _log.PutRewrapsAsync(rows);
        return Refusal.None;
    }

    public async ValueTask<ReadOnlyMemory<byte>> FindRewrap(DeviceIdentity reader, ReadOnlyMemory<byte> epochHash)
    {
        if (!IsParty(reader.Agent) || epochHash.Length != Bytes32.Size) return default;
        return await _log.FindRewrapAsync(_id, epochHash, reader.Device) is { } row ? row.Record : default;
    }

    /// <summary>
    /// A nack is about an epoch that the peer opened here, and signed by a device of the caller's agent.
    /// </summary>
    private async Task<Refusal> CheckNackAsync(DeviceIdentity sender, ReadOnlyMemory<byte> bytes)
    {
        if (!Nack.TryParse(bytes, out var nack, out _)) return Refusal.Malformed;
        await EnsureLoadedAsync();
        if (!IsParty(sender.Agent) || !IsActive(Now)) return Refusal.NotFound;
        if (nack.Agent != sender.Agent.Value || nack.Connection != _id.Value) return Refusal.Forbidden;
        if (nack.Created > Now.ToUnixTimeMilliseconds() + Cxe1Limits.ClockTolerance) return Refusal.Malformed;
        if (await _log.FindEpochAsync(_id, nack.EpochHash.ToArray()) is not { } row
            || !EpochView.TryParse(row.Record, out var epoch, out _)
            || epoch.SenderAgent != PeerOf(sender.Agent).Value)
            return Refusal.NotFound;
        await RefreshStandingsAsync();
        if (StandingsFor(sender.Agent).Own is not { } own) return Refusal.NotFound;
        return DeviceKey(own, new(nack.Device)) is { } dsk && nack.VerifySignature(dsk)
            ? Refusal.None
            : Refusal.InvalidSignature;
    }

    private async Task<LimitedAnswer> TakeAsync(string what, AgentId side, int perHour)
    {
        var state = await GrainFactory.GetGrain<ILimitGrain>($"{what}:{_id}:{side}")
            .Take(new LimitRule(perHour, Hour), 1);
        return state.Allowed
            ? new LimitedAnswer(Refusal.None, TimeSpan.Zero)
            : new LimitedAnswer(Refusal.RateLimited, state.ResetAfter);
    }
}
