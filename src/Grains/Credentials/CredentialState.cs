namespace ContextExchange.Grains.Credentials;

/// <summary>What is stored of one credential; never its secret.</summary>
[GenerateSerializer, Immutable, Alias("cex.CredentialState")]
internal sealed record CredentialState
{
    /// <summary>Null while there is no such credential.</summary>
    [Id(0)]
    public Credential? Credential { get; init; }

    [Id(1)]
    public DateTimeOffset IssuedAt { get; init; }

    /// <summary>Coarse: see <see cref="CredentialRules.UseGranularity"/>.</summary>
    [Id(2)]
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>In force until then; null for no revocation.</summary>
    [Id(3)]
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>A single-use credential that was used.</summary>
    [Id(4)]
    public bool Spent { get; init; }
}
