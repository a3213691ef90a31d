namespace ContextExchange.Storage;

/// <summary>
/// What every silo of a cluster must be set to alike; the database remembers what the first one said.
/// </summary>
/// <param name="Id">The cluster's name.</param>
/// <param name="Partitions">How many partitions the grains are spread over.</param>
/// <param name="Fingerprint">A hash of the server's secrets, from which nothing of them follows.</param>
public sealed record ClusterIdentity(string Id, int Partitions, ReadOnlyMemory<byte> Fingerprint);
