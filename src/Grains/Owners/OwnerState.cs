using System.Text.Json.Serialization;
using ContextExchange.Grains.Storage;

namespace ContextExchange.Grains.Owners;

/// <summary>What an owner has stored.</summary>
[GenerateSerializer, Immutable, Alias("cex.OwnerState")]
internal sealed record OwnerState : IDeadline
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

    /// <summary>Viewer certificates (CXE1), oldest first.</summary>
    [Id(9)]
    public ReadOnlyMemory<byte>[] Viewers { get; init; } = [];

    /// <summary>Counts the changes of <see cref="Viewers"/>, so that no agent takes an older list.</summary>
    [Id(10)]
    public long ViewersVersion { get; init; }

    /// <summary>Agents that must still be told of <see cref="Viewers"/>.</summary>
    [Id(11)]
    public AgentId[] AgentsToTell { get; init; } = [];

    [JsonIgnore]
    public DateTimeOffset? NextDue => AgentsToTell.Length > 0 ? DateTimeOffset.UnixEpoch : null;
}
