using System.Collections.Immutable;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>
/// Follows both sides' signed terms: verifies what the server shows against what is pinned and known, keeps it, and
/// finds out when the server takes terms back or shows another chain than before.
/// </summary>
internal sealed class SignedTermsBook(DeviceProfile profile, TimeProvider time)
{
    /// <summary>Both sides' terms, oldest first, after everything that the server shows was judged.</summary>
    /// <exception cref="ExchangeException"><c>terms-invalid</c>, <c>terms-forked</c>,
    /// <c>terms-rolled-back</c>.</exception>
    public async Task<(ImmutableArray<ConnectionTerms> Own, ImmutableArray<ConnectionTerms> Theirs)> LearnAsync(
        ExchangeApi api, ConnectionInfo info, AgentIdentity peer, CancellationToken ct)
    {
        var newestOwn = SignedTermsPages.Parse(info.OwnSignedTerms, info);
        var newestTheirs = SignedTermsPages.Parse(info.TheirSignedTerms, info);
        if (!newestOwn.Says(info.Own) || !newestTheirs.Says(info.Theirs))
            throw SignedTermsPages.Invalid(info, "the server names other terms than were signed");
        var own = Known(info, profile.Agent);
        var theirs = Known(info, info.Peer);
        if (IsNewest(own, newestOwn) && IsNewest(theirs, newestTheirs)) return (own, theirs);
        var shown = await SignedTermsPages.ReadAsync(
            api, profile.Agent, info, own.LastOrDefault(), theirs.LastOrDefault(), ct);
        var offers = OffersOf(info, peer, (own, theirs), shown);
        var ids = offers.Select(one => one.Offer).ToArray();
        var newOwn = Extend(info, profile.Identity, peer, own, shown.Own, ids);
        var newTheirs = Extend(info, peer, profile.Identity, theirs, shown.Theirs, ids);
        // Judged together and offers first: a crash leaves no chain here whose beginning is not known.
        OfferBook.Keep(profile.Store, info.Connection, offers);
        if (newOwn != own) TermsBook.Keep(profile.Store, info.Connection, profile.Agent.Value, newOwn);
        if (newTheirs != theirs) TermsBook.Keep(profile.Store, info.Connection, info.Peer.Value, newTheirs);
        return (newOwn, newTheirs);
    }

    private ImmutableArray<ConnectionTerms> Known(ConnectionInfo info, AgentId side) =>
        TermsBook.Known(profile.Store, info.Connection, side.Value);

    private ImmutableArray<ConnectionTerms> Extend(
        ConnectionInfo info, AgentIdentity side, AgentIdentity other, ImmutableArray<ConnectionTerms> known,
        IReadOnlyList<ConnectionTerms> records, IReadOnlyList<Guid> offers)
    {
        var expected = new TermsExpectation
        {
            Side = side, Peer = other, Connection = info.Connection.Value, Offers = offers,
        };
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (!TermsChain.TryExtend(known, records, expected, now, out var extended, out var error))
        {
            throw error == Cxe1Error.HistoryForked
                ? new ExchangeException(
                    "terms-forked",
                    $"The server shows other terms between you and {info.PeerName} than before: do not trust it.")
                : SignedTermsPages.Invalid(info, $"signed terms do not hold ({error})");
        }

        if (records.Count == 0 || records[^1].Hash != extended[^1].Hash)
        {
            throw new ExchangeException(
                "terms-rolled-back",
                $"The server takes terms between you and {info.PeerName} back that this device has seen.");
        }

        return extended;
    }

    /// <summary>
    /// The offers that may begin a chain. Who accepted has them from the link, who invited recognises the own ones; any
    /// other device believes what both owners have signed for each other.
    /// </summary>
    private ImmutableArray<AcceptedOffer> OffersOf(
        ConnectionInfo info, AgentIdentity peer,
        (ImmutableArray<ConnectionTerms> Own, ImmutableArray<ConnectionTerms> Theirs) known,
        (IReadOnlyList<ConnectionTerms> Own, IReadOnlyList<ConnectionTerms> Theirs) shown)
    {
        ImmutableArray<AcceptedOffer> Extend(
            ImmutableArray<AcceptedOffer> offers, IReadOnlyList<ConnectionTerms> own,
            IReadOnlyList<ConnectionTerms> theirs) =>
            AcceptedOffers.Extend(
                offers, new(profile.Identity, own), new(peer, theirs), info.Connection.Value,
                offer => Invitations.IsOwnOffer(profile, offer));

        // What was verified before has its pairs first: what is shown now cannot take an acceptance from them.
        var before = Extend(OfferBook.Of(profile.Store, info.Connection), known.Own, known.Theirs);
        return Extend(before, Joined(known.Own, shown.Own), Joined(known.Theirs, shown.Theirs));
    }

    private static ConnectionTerms[] Joined(
        ImmutableArray<ConnectionTerms> known, IReadOnlyList<ConnectionTerms> shown) =>
        [.. known, .. shown.ExceptBy(known.Select(one => one.Hash), record => record.Hash)];

    private static bool IsNewest(ImmutableArray<ConnectionTerms> known, ConnectionTerms record) =>
        !known.IsEmpty && known[^1].Hash == record.Hash;
}
