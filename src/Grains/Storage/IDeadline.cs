namespace ContextExchange.Grains.Storage;

/// <summary>
/// Grain state with a deadline. The state store keeps the due table's row for (grain, state name) in step with it, in
/// the same
/// transaction that writes the state.
/// </summary>
public interface IDeadline
{
    /// <summary>When the grain must be woken; null for never.</summary>
    DateTimeOffset? NextDue { get; }
}
