using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Grains.Storage;

namespace ContextExchange.Grains.Owners;

/// <summary>The owner's viewer keys, and how its agents hear of them.</summary>
internal sealed partial class OwnerGrain
{
    /// <summary>Agents that are told at the same time; each writes its state and tells its peers.</summary>
    private const int ToldAtOnce = 16;

    public async Task<Refusal> PublishViewer(ReadOnlyMemory<byte> certificate)
    {
        if (!State.Exists) return Refusal.NotFound;
        if (!ViewerCertificate.TryParse(certificate, out var viewer, out _)) return Refusal.Malformed;
        var now = time.GetUtcNow();
        var refusal = ViewerRules.Check(viewer, State.Viewers, State.IdentityKey.Span, now);
        if (refusal != Refusal.None) return refusal;
        if (!ViewerRules.IsKnown(viewer, State.Viewers))
            await state.SaveAsync(State with
            {
                Viewers = [.. ViewerRules.Kept(State.Viewers, now), certificate],
                ViewersVersion = State.ViewersVersion + 1,
                AgentsToTell = State.Agents,
            }, this);
        await TellAgentsAsync();
        return Refusal.None;
    }

    public Task<IReadOnlyList<ReadOnlyMemory<byte>>> GetViewers() =>
        Task.FromResult<IReadOnlyList<ReadOnlyMemory<byte>>>(ViewerRules.Kept(State.Viewers, time.GetUtcNow()));

    public Task CarryOutDue() => TellAgentsAsync();

    /// <summary>Who could not be told stays on the list for the sweeper.</summary>
    private async Task TellAgentsAsync()
    {
        if (State.AgentsToTell.Length == 0) return;
        List<AgentId> left = [];
        foreach (var some in State.AgentsToTell.Chunk(ToldAtOnce))
        {
            var told = await Task.WhenAll(some.Select(TellAsync));
            left.AddRange(some.Where((_, i) => !told[i]));
        }
        if (left.Count < State.AgentsToTell.Length)
            await state.SaveAsync(State with { AgentsToTell = [.. left] }, this);
    }

    private async Task<bool> TellAsync(AgentId agent)
    {
        try
        {
            var refusal = await GrainFactory.GetGrain<IAgentGrain>(agent.ToString())
                .SetViewers(State.ViewersVersion, State.Viewers);
            return refusal is Refusal.None or Refusal.NotFound;
        }
        catch (Exception failure) when (failure is StoreUnavailableException or TimeoutException or OrleansException)
        {
            return false;
        }
    }
}
