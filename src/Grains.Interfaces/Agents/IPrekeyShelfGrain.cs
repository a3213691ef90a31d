namespace ContextExchange.Grains.Interfaces;

/// <summary>
/// One device's one-time prekeys. Key: agent and device, 64 hex digits. Whatever it hands out is off its shelf on disk
/// before the answer leaves, so none is handed out twice. Only the device's agent calls it.
/// </summary>
[Alias("cex.IPrekeyShelfGrain")]
public interface IPrekeyShelfGrain : IGrainWithStringKey
{
    /// <summary>
    /// Puts verified prekeys on the shelf; those that it has, or handed out lately, are passed over.
    /// <see cref="Refusal.LimitReached"/> when it would be more than <see cref="Limits.MaxOneTimePrekeys"/>.
    /// </summary>
    [Alias("Add")]
    Task<PrekeyCount> Add(IReadOnlyList<ReadOnlyMemory<byte>> prekeys);

    /// <summary>How many can still be handed out now.</summary>
    [Alias("Count")]
    Task<int> Count();

    /// <summary>Takes the oldest that is usable now; empty when there is none.</summary>
    [Alias("Take")]
    Task<ReadOnlyMemory<byte>> Take();

    /// <summary>Empties it; the device was revoked.</summary>
    [Alias("Clear")]
    Task Clear();
}
