namespace ContextExchange.Grains.Interfaces;

/// <summary>What an accepted invite says about the new connection.</summary>
/// <param name="Inviter">The agent that invited.</param>
/// <param name="InviterTerms">Its side of the contract, as it was offered.</param>
/// <param name="Acceptor">The agent that accepted.</param>
/// <param name="AcceptorTerms">Its side.</param>
/// <param name="Policy">Expiry, inactivity and retention.</param>
/// <param name="Acceptance">The acceptor's HMAC under the invite's secret (32 bytes), kept for the inviter to
/// check.</param>
[GenerateSerializer, Immutable, Alias("cex.Establishment")]
public sealed record Establishment(
    AgentId Inviter, SignedTerms InviterTerms, AgentId Acceptor, SignedTerms AcceptorTerms, ConnectionPolicy Policy,
    ReadOnlyMemory<byte> Acceptance);
