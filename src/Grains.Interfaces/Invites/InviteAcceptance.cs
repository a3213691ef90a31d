namespace ContextExchange.Grains.Interfaces;

/// <summary>Somebody accepts an invite.</summary>
/// <param name="SecretHash">HMAC of the presented secret under the server's pepper (32 bytes).</param>
/// <param name="Acceptor">The agent that accepts.</param>
/// <param name="AcceptorEmail">HMAC of the address that its owner's account has proven; empty for none.</param>
/// <param name="Terms">Its side of the contract, version 1.</param>
/// <param name="Acceptance">Its HMAC under the link fragment's secret, for the inviter (32 bytes).</param>
[GenerateSerializer, Immutable, Alias("cex.InviteAcceptance")]
public sealed record InviteAcceptance(
    ReadOnlyMemory<byte> SecretHash, AgentId Acceptor, ReadOnlyMemory<byte> AcceptorEmail, SignedTerms Terms,
    ReadOnlyMemory<byte> Acceptance);
