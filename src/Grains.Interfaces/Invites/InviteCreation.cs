namespace ContextExchange.Grains.Interfaces;

/// <summary>A new invite.</summary>
/// <param name="Inviter">The agent that invites.</param>
/// <param name="SecretHash">HMAC of the invite's secret under the server's pepper (32 bytes).</param>
/// <param name="Terms">The inviter's side of the contract, signed as an offer (CXE1, 6.1).</param>
/// <param name="Policy">Of the connection.</param>
/// <param name="ExpiresAt">At most 30 days ahead.</param>
/// <param name="BoundTo">Only this agent may accept; null for whoever holds the link.</param>
/// <param name="BoundEmail">HMAC of the address that the acceptor's owner must have proven; empty for anyone.</param>
[GenerateSerializer, Immutable, Alias("cex.InviteCreation")]
public sealed record InviteCreation(
    AgentId Inviter, ReadOnlyMemory<byte> SecretHash, SignedTerms Terms, ConnectionPolicy Policy,
    DateTimeOffset ExpiresAt, AgentId? BoundTo, ReadOnlyMemory<byte> BoundEmail);
