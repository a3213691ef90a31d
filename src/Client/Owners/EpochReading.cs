using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>An epoch that was opened for reading, or why not.</summary>
/// <param name="Error">None, or what CXE1 found.</param>
/// <param name="Opened">Null after a refusal.</param>
/// <param name="Record">The record; null where the server has none.</param>
/// <param name="IsExcused">It looks like an attack and has an innocent explanation.</param>
internal sealed record EpochReading(
    Cxe1Error Error, OpenedEpoch? Opened, byte[]? Record, bool IsExcused = false)
{
    public bool IsAttack => !IsExcused && (OwnerViewer.IsAttack(Error) || Attacks.IsOne(Error));
}
