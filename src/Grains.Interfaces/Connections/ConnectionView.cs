namespace ContextExchange.Grains.Interfaces;

/// <summary>A connection as one side sees it.</summary>
/// <param name="Id">Derived from both agents.</param>
/// <param name="Self">The side that looks.</param>
/// <param name="Peer">The other agent.</param>
/// <param name="PeerName">Its display name.</param>
/// <param name="Standing">Active, removed, blocked or expired.</param>
/// <param name="Own">The looking side's contract.</param>
/// <param name="Theirs">The peer's contract.</param>
/// <param name="OwnVersion">The own side's version of its terms, from 1 with each new connection.</param>
/// <param name="TheirVersion">The same for the peer's side.</param>
/// <param name="OwnSignedTerms">The newest record that the looking side's owner signed (CXE1, 6.1).</param>
/// <param name="TheirSignedTerms">The same of the peer's side.</param>
/// <param name="Policy">Expiry, inactivity and retention.</param>
/// <param name="Frozen">One of the owners has frozen it.</param>
/// <param name="Suspended">Why a side has suspended it, the own side's reason first; null where none has.</param>
/// <param name="Since">When it was last established.</param>
/// <param name="LastMessageAt">Null before the first message.</param>
/// <param name="Acceptance">For the inviter: the acceptor's HMAC under the invite's secret; else empty.</param>
[GenerateSerializer, Immutable, Alias("cex.ConnectionView")]
public sealed record ConnectionView(
    ConnectionId Id, AgentId Self, AgentId Peer, string PeerName, ConnectionStanding Standing,
    Terms Own, Terms Theirs, int OwnVersion, int TheirVersion,
    ReadOnlyMemory<byte> OwnSignedTerms, ReadOnlyMemory<byte> TheirSignedTerms,
    ConnectionPolicy Policy, bool Frozen, string? Suspended, DateTimeOffset Since, DateTimeOffset? LastMessageAt,
    ReadOnlyMemory<byte> Acceptance);
