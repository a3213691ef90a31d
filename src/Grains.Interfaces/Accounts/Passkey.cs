namespace ContextExchange.Grains.Interfaces;

/// <summary>One passkey of an account; nothing in it is secret.</summary>
/// <param name="Id">32 hex digits of SHA-256 over the credential id: names it in lists.</param>
/// <param name="CredentialId">As the authenticator made it (16 to 1,023 bytes).</param>
/// <param name="PublicKey">COSE key.</param>
/// <param name="Name">For people.</param>
/// <param name="SignCount">The authenticator's counter; 0 where it keeps none.</param>
/// <param name="Transports">As the browser told them.</param>
/// <param name="IsBackupEligible">It may be synchronised between devices.</param>
/// <param name="IsBackedUp">It is.</param>
/// <param name="CreatedAt">When it was added.</param>
[GenerateSerializer, Immutable, Alias("cex.Passkey")]
public sealed record Passkey(
    string Id, ReadOnlyMemory<byte> CredentialId, ReadOnlyMemory<byte> PublicKey, string Name, long SignCount,
    string[] Transports, bool IsBackupEligible, bool IsBackedUp, DateTimeOffset CreatedAt)
{
    /// <summary>Null while it was never used to sign in.</summary>
    [Id(9)]
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>When its counter came back: a copy of it may exist. Null for never.</summary>
    [Id(10)]
    public DateTimeOffset? SuspectedAt { get; init; }
}
