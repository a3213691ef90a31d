namespace ContextExchange.Grains.Agents;

/// <summary>
/// One device's one-time prekeys. It takes one call after the other, and stores before it answers: a prekey leaves at
/// most once, whatever fails.
/// </summary>
internal sealed class PrekeyShelfGrain(
    [PersistentState("prekeys")] IPersistentState<PrekeyShelfState> state, TimeProvider time)
    : Grain, IPrekeyShelfGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // Devices without prekeys are asked as well: what does not exist does not stay in memory.
        this.GoUnlessStored(state);
        return Task.CompletedTask;
    }

    public async Task<PrekeyCount> Add(IReadOnlyList<ReadOnlyMemory<byte>> prekeys)
    {
        var now = time.GetUtcNow();
        if (PrekeyShelf.Add(state.State, prekeys, now) is not { } next)
            return new PrekeyCount(Refusal.LimitReached, PrekeyShelf.Usable(state.State, now).Length);
        await state.SaveAsync(next, this);
        return new PrekeyCount(Refusal.None, next.Prekeys.Length);
    }

    public Task<int> Count() => Task.FromResult(PrekeyShelf.Usable(state.State, time.GetUtcNow()).Length);

    public async Task<ReadOnlyMemory<byte>> Take()
    {
        if (state.State.Prekeys.Length == 0) return default;
        var next = PrekeyShelf.Take(state.State, time.GetUtcNow(), out var taken);
        await state.SaveAsync(next, this);
        return taken;
    }

    public async Task Clear()
    {
        if (state.RecordExists) await state.SaveAsync(new PrekeyShelfState(), this);
    }
}
