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
        own = Extend(info, profile.Identity, peer, own, shown.Own);
        theirs = Extend(info, peer, profile.Identity, theirs, shown.Theirs);
        return (own, theirs);
    }

    private ImmutableArray<ConnectionTerms> Known(ConnectionInfo info, AgentId side) =>
        TermsBook.Known(profile.Store, info.Connection, side.Value);

    private ImmutableArray<ConnectionTerms> Extend(
        ConnectionInfo info, AgentIdentity side, AgentIdentity other, ImmutableArray<ConnectionTerms> known,
        IReadOnlyList<ConnectionTerms> records)
    {
        var expected = new TermsExpectation
        {
            Side = side, Peer = other, Connection = info.Connection.Value, Offer = OfferOf(info, side, records),
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

        if (extended != known) TermsBook.Keep(profile.Store, info.Connection, side.Agent, extended);
        return extended;
    }

    /// <summary>
    /// The offer that may begin a chain. Who accepted has it from the link, who invited recognises the own one. A
    /// device that enrolled later never saw the link: it takes the first that the pinned owner signed.
    /// </summary>
    private Guid? OfferOf(ConnectionInfo info, AgentIdentity side, IReadOnlyList<ConnectionTerms> records)
    {
        var kept = TermsBook.OfferOf(profile.Store, info.Connection);
        var offer = records.LastOrDefault(record => record.IsOffer);
        if (offer is null || offer.Connection == kept) return kept;
        var isOwn = side == profile.Identity && Invitations.IsOwnOffer(profile, offer);
        if (!isOwn && (kept is not null || side == profile.Identity)) return kept;
        TermsBook.KeepOffer(profile.Store, info.Connection, offer.Connection);
        return offer.Connection;
    }

    private static bool IsNewest(ImmutableArray<ConnectionTerms> known, ConnectionTerms record) =>
        !known.IsEmpty && known[^1].Hash == record.Hash;
}
