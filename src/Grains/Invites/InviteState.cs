using System.Text.Json.Serialization;
using ContextExchange.Grains.Storage;

namespace ContextExchange.Grains.Invites;

/// <summary>What is stored of one invite; never its secret.</summary>
[GenerateSerializer, Immutable, Alias("cex.InviteState")]
internal sealed record InviteState : IDeadline
{
    /// <summary>Null while there is no such invite.</summary>
    [Id(0)]
    public InviteCreation? Creation { get; init; }

    [Id(1)]
    public InviteStanding Standing { get; init; }

    [Id(2)]
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who spent it, and how; null while it is open.</summary>
    [Id(3)]
    public InviteAcceptance? Acceptance { get; init; }

    /// <summary>The connection has confirmed the acceptance.</summary>
    [Id(4)]
    public bool Connected { get; init; }

    [JsonIgnore]
    public DateTimeOffset? NextDue => Creation is not { } creation ? null
        : Standing == InviteStanding.Open ? creation.ExpiresAt
        : Standing == InviteStanding.Accepted && !Connected ? DateTimeOffset.UnixEpoch
        : null;
}
