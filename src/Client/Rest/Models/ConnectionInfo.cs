namespace ContextExchange.Client;

/// <summary>A connection as one side sees it.</summary>
/// <param name="Connection">Derived from both agents.</param>
/// <param name="Peer">The other agent.</param>
/// <param name="PeerName">Its display name; untrusted text.</param>
/// <param name="Standing"><c>active</c>, <c>removed</c>, <c>blocked</c> or <c>expired</c>.</param>
/// <param name="Own">The own side's contract.</param>
/// <param name="Theirs">The peer's.</param>
/// <param name="OwnVersion">Counts changes of the own side from 1.</param>
/// <param name="TheirVersion">Counts changes of the peer's side from 1.</param>
/// <param name="OwnSignedTerms">The own side's newest terms as its owner signed them (CXE1, 6.1).</param>
/// <param name="TheirSignedTerms">The peer's, in the same way; believed only against its pinned owner.</param>
/// <param name="Policy">Expiry, inactivity and retention.</param>
/// <param name="Frozen">One of the owners has frozen it.</param>
/// <param name="Suspended">Why one side stopped it, because something did not hold; null otherwise.</param>
/// <param name="Since">When it was last established.</param>
/// <param name="LastMessageAt">Null before the first message.</param>
/// <param name="Acceptance">For the inviter: the acceptor's proof under the invite's secret; null or empty
/// otherwise.</param>
public sealed record ConnectionInfo(
    ConnectionId Connection, AgentId Peer, string PeerName, string Standing, TermsInfo Own, TermsInfo Theirs,
    int OwnVersion, int TheirVersion, byte[] OwnSignedTerms, byte[] TheirSignedTerms, PolicyInfo Policy,
    bool Frozen, string? Suspended, DateTimeOffset Since, DateTimeOffset? LastMessageAt, byte[]? Acceptance);
