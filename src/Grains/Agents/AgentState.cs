using System.Text.Json.Serialization;
using ContextExchange.Grains.Storage;

namespace ContextExchange.Grains.Agents;

/// <summary>What an agent has stored. Its mailbox and cursors are in the log, not here.</summary>
[GenerateSerializer, Immutable, Alias("cex.AgentState")]
internal sealed record AgentState : IDeadline
{
    [Id(0)]
    public OwnerId Owner { get; init; }

    [Id(1)]
    public string DisplayName { get; init; } = "";

    /// <summary>CXE1; empty while there never was such an agent.</summary>
    [Id(2)]
    public ReadOnlyMemory<byte> Certificate { get; init; }

    [Id(3)]
    public bool Frozen { get; init; }

    [Id(4)]
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>In the order of enrolment, revoked ones included.</summary>
    [Id(5)]
    public DeviceState[] Devices { get; init; } = [];

    /// <summary>The newest versions of the signed device list, newest last.</summary>
    [Id(6)]
    public DirectoryState[] Directories { get; init; } = [];

    /// <summary>Whom it is or was connected with, oldest first.</summary>
    [Id(7)]
    public AgentId[] Peers { get; init; } = [];

    /// <summary>Ids of its API keys, oldest first.</summary>
    [Id(8)]
    public string[] Keys { get; init; } = [];

    /// <summary>Peers that must still be told that the keys changed.</summary>
    [Id(9)]
    public AgentId[] PeersToTell { get; init; } = [];

    /// <summary>The Ed25519 key of its owner (32 bytes).</summary>
    [Id(10)]
    public ReadOnlyMemory<byte> OwnerKey { get; init; }

    /// <summary>Its owner's viewer certificates (CXE1), oldest first, as the owner told last.</summary>
    [Id(11)]
    public ReadOnlyMemory<byte>[] Viewers { get; init; } = [];

    /// <summary>The owner's count of the changes of <see cref="Viewers"/>.</summary>
    [Id(12)]
    public long ViewersVersion { get; init; }

    /// <summary>Every rotation of its identity key (CXE1, 5.6), oldest first.</summary>
    [Id(13)]
    public ReadOnlyMemory<byte>[] Rotations { get; init; } = [];

    /// <summary>Which decision of its owner <see cref="Frozen"/> is, counted from 1.</summary>
    [Id(14)]
    public long FreezeVersion { get; init; }

    /// <summary>It is gone for good; what is left of it says that its id is taken.</summary>
    [Id(15)]
    public bool Deleted { get; init; }

    [JsonIgnore]
    public DateTimeOffset? NextDue => PeersToTell.Length > 0 ? DateTimeOffset.UnixEpoch : null;
}
