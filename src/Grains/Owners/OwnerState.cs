namespace ContextExchange.Grains.Owners;

/// <summary>What an owner has stored.</summary>
[GenerateSerializer, Immutable, Alias("cex.OwnerState")]
internal sealed record OwnerState
{
    [Id(0)]
    public bool Exists { get; init; }

    [Id(1)]
    public string DisplayName { get; init; } = "";

    /// <summary>Encrypted by <see cref="ColumnCipher"/>; empty where none was given.</summary>
    [Id(2)]
    public ReadOnlyMemory<byte> Email { get; init; }

    /// <summary>Ed25519 public key, or empty.</summary>
    [Id(3)]
    public ReadOnlyMemory<byte> IdentityKey { get; init; }

    [Id(4)]
    public bool Operator { get; init; }

    [Id(5)]
    public AgentId[] Agents { get; init; } = [];

    /// <summary>Newest first.</summary>
    [Id(6)]
    public OwnerInvite[] Invites { get; init; } = [];

    /// <summary>Ids of sessions, oldest first.</summary>
    [Id(7)]
    public string[] Sessions { get; init; } = [];

    [Id(8)]
    public DateTimeOffset CreatedAt { get; init; }
}
