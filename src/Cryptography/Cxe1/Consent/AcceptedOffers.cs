using System.Collections.Immutable;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// Which offers the terms of a connection may begin with, for a device that need not have seen their links:
/// docs/protocol/cxe1.md, section 6.1. Pure. A connection, also one that is made again, begins with an offer of one
/// side and an acceptance of the other; each acceptance has one offer, so that no server can put in another one.
/// </summary>
public static class AcceptedOffers
{
    /// <summary>Adds the offers that hold of those that stand in both sides' terms.</summary>
    /// <param name="known">
    /// What is known already, also from a link that was accepted here; none of it is taken back.
    /// </param>
    /// <param name="own">This side.</param>
    /// <param name="peer">The other side.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="isOwn">
    /// Whether an offer that this side's owner signed was made for a link of this agent; asked of own offers alone.
    /// </param>
    /// <returns>What is known now; <paramref name="known"/> itself if that is the same.</returns>
    public static ImmutableArray<AcceptedOffer> Extend(
        ImmutableArray<AcceptedOffer> known, TermsSide own, TermsSide peer, Guid connection,
        Predicate<ConnectionTerms> isOwn)
    {
        var (ownFirst, peerFirst) = (FirstVersions(own), FirstVersions(peer));
        for (var back = 1; back <= Math.Max(ownFirst.Length, peerFirst.Length); back++)
        {
            var (mine, theirs) = (FromEnd(ownFirst, back), FromEnd(peerFirst, back));
            if (mine is { IsOffer: true })
                known = Take(known, mine, own.Identity, theirs, peer.Identity, connection, back, isOwn);
            else if (theirs is { IsOffer: true })
                known = Take(known, theirs, peer.Identity, mine, own.Identity, connection, back, _ => true);
        }
        return known;
    }

    private static ImmutableArray<AcceptedOffer> Take(
        ImmutableArray<AcceptedOffer> known, ConnectionTerms offer, AgentIdentity inviter, ConnectionTerms? other,
        AgentIdentity acceptor, Guid connection, int back, Predicate<ConnectionTerms> isExpected)
    {
        var isKnown = known.Any(one => one.Offer == offer.Connection);
        if (other is null)
        {
            // What began before the oldest acceptance that is kept can be history only.
            return isKnown || back == 1 || !Holds(offer, inviter) || !isExpected(offer)
                ? known
                : known.Add(new(offer.Connection, default));
        }
        if (known.Any(one => one.Acceptance == other.Hash)) return known;
        if (!Accepts(other, acceptor, inviter, connection)) return known;
        if (!isKnown && !(Holds(offer, inviter) && isExpected(offer))) return known;
        var isPaired = known.Any(one => one.Offer == offer.Connection && !one.Acceptance.IsZero);
        return isPaired ? known : known.Remove(new(offer.Connection, default)).Add(new(offer.Connection, other.Hash));
    }

    private static bool Holds(ConnectionTerms offer, AgentIdentity inviter) =>
        inviter.IsNamedBy(offer.Own) && offer.VerifySignature(inviter.Oik);

    private static bool Accepts(
        ConnectionTerms terms, AgentIdentity acceptor, AgentIdentity inviter, Guid connection) =>
        !terms.IsOffer && terms.Connection == connection && acceptor.IsNamedBy(terms.Own)
        && inviter.IsNamedBy(terms.Peer) && terms.VerifySignature(acceptor.Oik);

    private static ConnectionTerms[] FirstVersions(TermsSide side) => [.. side.Terms.Where(one => one.Version == 1)];

    private static ConnectionTerms? FromEnd(ConnectionTerms[] terms, int back) =>
        back <= terms.Length ? terms[^back] : null;
}
