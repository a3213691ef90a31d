namespace ContextExchange.Grains.Storage;

/// <summary>
/// The due table: which grains must be woken when. Rows are written with the state or log step that they belong to
/// (<see cref="IDeadline"/>, <see cref="LogAppend.Opens"/>, <see cref="LogAppend.ExpiresAt"/>), never by hand; what is
/// due stays
/// due until the grain has moved its own deadline.
/// </summary>
public interface IDueTable
{
    /// <summary>What is due by <paramref name="now"/>, earliest first, each grain once.</summary>
    ValueTask<IReadOnlyList<DueGrain>> ReadDueAsync(
        DateTimeOffset now, int max, CancellationToken cancellationToken = default);
}
