namespace ContextExchange.Grains.Interfaces;

/// <summary>An invite as it stands.</summary>
/// <param name="Id">Its 12-character id.</param>
/// <param name="Inviter">Who invites.</param>
/// <param name="InviterName">Its display name.</param>
/// <param name="Standing">Open, accepted, revoked or expired.</param>
/// <param name="Terms">The inviter's side of the contract, as it is offered.</param>
/// <param name="Policy">Of the connection.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">Until when it can be accepted.</param>
/// <param name="AcceptedBy">Null unless accepted.</param>
/// <param name="InviterCertificate">The inviter's agent certificate, for the acceptor to pin.</param>
/// <param name="InviterOwnerKey">The Ed25519 key of the inviter's owner.</param>
[GenerateSerializer, Immutable, Alias("cex.InviteView")]
public sealed record InviteView(
    string Id, AgentId Inviter, string InviterName, InviteStanding Standing, SignedTerms Terms,
    ConnectionPolicy Policy,
    DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, AgentId? AcceptedBy, ReadOnlyMemory<byte> InviterCertificate,
    ReadOnlyMemory<byte> InviterOwnerKey);
