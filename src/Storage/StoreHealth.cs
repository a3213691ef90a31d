namespace ContextExchange.Storage;

/// <summary>A store's standing.</summary>
/// <param name="LastCommitSucceeded">False from a failed commit until the next one that succeeds.</param>
/// <param name="Waiting">Writes that wait for their commit.</param>
/// <param name="LastError">The newest failure, for the operator; null when there was none since the start.</param>
public sealed record StoreHealth(bool LastCommitSucceeded, int Waiting, string? LastError);
