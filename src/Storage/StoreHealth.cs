namespace ContextExchange.Storage;

/// <summary>A store's standing.</summary>
/// <param name="LastCommitSucceeded">
/// False from a failed commit until the next one that succeeds. Where the database is another process's, an idle store
/// asks it every ten seconds, and every second from a failure on: no answer counts as a failed commit.
/// </param>
/// <param name="Waiting">Writes that wait for their commit.</param>
/// <param name="LastError">The newest failure, for the operator; null when there was none since the start.</param>
public sealed record StoreHealth(bool LastCommitSucceeded, int Waiting, string? LastError);
