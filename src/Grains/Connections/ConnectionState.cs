using System.Text.Json.Serialization;
using ContextExchange.Grains.Storage;

namespace ContextExchange.Grains.Connections;

/// <summary>What a connection has stored. Marks, holds and epochs are in the log, not here.</summary>
[GenerateSerializer, Immutable, Alias("cex.ConnectionState")]
internal sealed record ConnectionState : IDeadline
{
    [Id(0)]
    public ConnectionStanding Standing { get; init; }

    /// <summary>The side of the lower agent id.</summary>
    [Id(1)]
    public ConnectionSide Lower { get; init; } = new();

    /// <summary>The side of the higher agent id.</summary>
    [Id(2)]
    public ConnectionSide Higher { get; init; } = new();

    [Id(3)]
    public ConnectionPolicy Policy { get; init; } = ConnectionPolicy.Default;

    /// <summary>When it was last established.</summary>
    [Id(4)]
    public DateTimeOffset Since { get; init; }

    /// <summary>Who invited last.</summary>
    [Id(5)]
    public AgentId Inviter { get; init; }

    /// <summary>The acceptor's HMAC for the inviter.</summary>
    [Id(6)]
    public ReadOnlyMemory<byte> Acceptance { get; init; }

    /// <summary>What is still to be told.</summary>
    [Id(7)]
    public PendingNotice[] Notices { get; init; } = [];

    /// <summary>
    /// The open holds were decided under other terms: they must be cancelled before anything else happens.
    /// </summary>
    [Id(8)]
    public bool CancelsHolds { get; init; }

    /// <summary>When to look whether the connection was idle for too long; null for never.</summary>
    [Id(9)]
    public DateTimeOffset? IdleCheckAt { get; init; }

    /// <summary>The policy has changed: epochs that are known must be kept as long as their messages now are.</summary>
    [Id(10)]
    public bool KeepsEpochs { get; init; }

    [JsonIgnore]
    public bool HasUnfinished => CancelsHolds || KeepsEpochs || Notices.Length > 0;

    [JsonIgnore]
    public DateTimeOffset? NextDue
    {
        get
        {
            if (HasUnfinished) return DateTimeOffset.UnixEpoch;
            if (Standing != ConnectionStanding.Active) return null;
            if (Policy.ExpiresAt is not { } expires) return IdleCheckAt;
            return IdleCheckAt is { } idle && idle < expires ? idle : expires;
        }
    }
}
