namespace ContextExchange.Grains.Interfaces;

/// <summary>
/// Freezes and unfreezes from what stands now. Whoever calls the grains directly names the version that it has decided
/// from, so that a call that comes late, or twice, cannot undo a later decision.
/// </summary>
public static class Freezing
{
    /// <inheritdoc cref="IConnectionGrain.Freeze(AgentId, bool, long)"/>
    public static async Task<Refusal> Freeze(this IConnectionGrain connection, AgentId side, bool frozen) =>
        await connection.Freeze(side, frozen, await connection.GetFreezeVersion(side) + 1);

    /// <inheritdoc cref="IAgentGrain.Freeze(bool, long)"/>
    public static async Task<Refusal> Freeze(this IAgentGrain agent, bool frozen) =>
        await agent.Freeze(frozen, await agent.GetFreezeVersion() + 1);
}
