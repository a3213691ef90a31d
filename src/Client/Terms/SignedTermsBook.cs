using System.Collections.Immutable;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>
/// Follows both sides' signed terms: verifies what the server shows against what is pinned and known, keeps it, gives
/// back what a restored server lacks, and finds out when it takes terms back or shows another chain than before.
/// </summary>
internal sealed class SignedTermsBook(DeviceProfile profile, ConnectionGuard guard, TimeProvider time)
{
    /// <summary>
    /// Both sides' terms after everything that the server shows was judged, and the connection as it is with them. A
    /// server that was restored from a backup is given the later records, whichever side has signed them.
    /// </summary>
    /// <exception cref="ExchangeException"><c>terms-invalid</c>, <c>terms-forked</c>,
    /// <c>terms-rolled-back</c>.</exception>
    public async Task<(ConnectionInfo, ImmutableArray<ConnectionTerms> Own, ImmutableArray<ConnectionTerms> Theirs)>
        LearnAsync(ExchangeApi api, ConnectionInfo info, AgentIdentity peer, CancellationToken ct)
    {
        var (own, theirs, lacking) = await JudgeAsync(api, info, peer, ct);
        if (lacking.IsEmpty) return (info, own, theirs);
        await GiveBackAsync(api, info, lacking, ct);
        info = await api.GetConnectionAsync(profile.Agent, info.Peer, ct);
        (own, theirs, lacking) = await JudgeAsync(api, info, peer, ct);
        if (!lacking.IsEmpty)
        {
            throw new ExchangeException(
                "terms-rolled-back",
                $"The server takes signed terms between you and {info.PeerName} back and does not take them again: "
                + "if it was restored from a backup, end this connection and connect by a new invite.");
        }

        guard.Tell(new ClientReport(
            "terms-given-back", info.Peer,
            $"The server lacked signed terms between you and {info.PeerName} and has them from this device again: it "
            + "was restored from a backup."));
        return (info, own, theirs);
    }

    /// <summary>Both sides' terms and what the server lacks of them, oldest first.</summary>
    private async Task<(ImmutableArray<ConnectionTerms> Own, ImmutableArray<ConnectionTerms> Theirs,
        ImmutableArray<ConnectionTerms> Lacking)> JudgeAsync(
        ExchangeApi api, ConnectionInfo info, AgentIdentity peer, CancellationToken ct)
    {
        var newestOwn = SignedTermsPages.Parse(info.OwnSignedTerms, info);
        var newestTheirs = SignedTermsPages.Parse(info.TheirSignedTerms, info);
        if (!newestOwn.Says(info.Own) || !newestTheirs.Says(info.Theirs))
            throw SignedTermsPages.Invalid(info, "the server names other terms than were signed");
        CategoryNames.Keep(profile.Store, info.Own, info.Theirs);
        var own = Known(info, profile.Agent);
        var theirs = Known(info, info.Peer);
        if (IsNewest(own, newestOwn) && IsNewest(theirs, newestTheirs)) return (own, theirs, []);
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
        return (newOwn, newTheirs, [.. Behind(newOwn, shown.Own), .. Behind(newTheirs, shown.Theirs)]);
    }

    /// <summary>Each record's signature lets the server take it, whoever brings it.</summary>
    private async Task GiveBackAsync(
        ExchangeApi api, ConnectionInfo info, IEnumerable<ConnectionTerms> lacking, CancellationToken ct)
    {
        foreach (var record in lacking)
        {
            if (record.Named(id => CategoryNames.Find(profile.Store, id)) is not { } terms) return;
            var change = new TermsChange(terms, record.Bytes.ToArray(), new AgentId(record.Own.Agent));
            try
            {
                await api.ChangeTermsAsync(profile.Agent, info.Peer, change, ct);
            }
            catch (ProblemException e) when (!e.Retryable)
            {
                // Another device may have brought it before: what the server shows next tells whether it has them all.
            }
        }
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

    /// <summary>What is known behind the newest that the server shows.</summary>
    private static IEnumerable<ConnectionTerms> Behind(
        ImmutableArray<ConnectionTerms> known, IReadOnlyList<ConnectionTerms> shown) =>
        shown is [.., var newest] ? known.Reverse().TakeWhile(one => one.Hash != newest.Hash).Reverse() : known;

    private static bool IsNewest(ImmutableArray<ConnectionTerms> known, ConnectionTerms record) =>
        !known.IsEmpty && known[^1].Hash == record.Hash;
}
