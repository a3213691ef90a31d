namespace ContextExchange.Grains.Owners;

/// <summary>An invite of one of the owner's agents.</summary>
/// <param name="Id">Its 12-character id.</param>
/// <param name="Inviter">Which agent invites.</param>
[GenerateSerializer, Immutable, Alias("cex.OwnerInvite")]
internal sealed record OwnerInvite([property: Id(0)] string Id, [property: Id(1)] AgentId Inviter);
