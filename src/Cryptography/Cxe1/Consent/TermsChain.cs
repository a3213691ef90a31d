using System.Collections.Immutable;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// How one side's terms follow each other: docs/protocol/cxe1.md, section 6.1. Pure; the server, both agents' devices
/// and the owners ask it alike, so nobody can be shown another history.
/// </summary>
public static class TermsChain
{
    /// <summary>The newest records of one side that everybody keeps.</summary>
    public const int MaxKnown = Cxe1Limits.KnownTerms;

    /// <summary>Checks one record against the chain that is known.</summary>
    /// <param name="terms">The record.</param>
    /// <param name="expected">Who must stand in it.</param>
    /// <param name="known">What is known of this side, oldest first; empty if nothing is.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <returns>
    /// None, also for a record that is known already; <see cref="Cxe1Error.WrongIdentity"/>,
    /// <see cref="Cxe1Error.SignatureInvalid"/>, <see cref="Cxe1Error.NotYetValid"/> or
    /// <see cref="Cxe1Error.HistoryForked"/>.
    /// </returns>
    public static Cxe1Error Check(
        ConnectionTerms terms, TermsExpectation expected, IReadOnlyList<ConnectionTerms> known, long now)
    {
        if (known.Any(one => one.Hash == terms.Hash)) return Cxe1Error.None;
        if (!expected.Fits(terms)) return Cxe1Error.WrongIdentity;
        if (!terms.VerifySignature(expected.Side.Oik)) return Cxe1Error.SignatureInvalid;
        if (terms.Created > now + Cxe1Limits.ClockTolerance) return Cxe1Error.NotYetValid;
        return known.Count == 0 || Follows(terms, known[^1]) ? Cxe1Error.None : Cxe1Error.HistoryForked;
    }

    /// <summary>Appends what was fetched to what is known and keeps the newest 1,024.</summary>
    /// <param name="known">What is known of this side, oldest first.</param>
    /// <param name="fetched">
    /// What somebody shows, oldest first. Records that are known already change nothing, so older ones take nothing
    /// back.
    /// </param>
    /// <param name="expected">Who must stand in them.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <param name="extended">What is known now; on refusal what was known before.</param>
    /// <param name="error">As for <see cref="Check"/>.</param>
    public static bool TryExtend(
        ImmutableArray<ConnectionTerms> known,
        IReadOnlyList<ConnectionTerms> fetched,
        TermsExpectation expected,
        long now,
        out ImmutableArray<ConnectionTerms> extended,
        out Cxe1Error error)
    {
        extended = known;
        error = Cxe1Error.None;
        foreach (var terms in fetched.Skip(AfterNewest(known, fetched)))
        {
            error = Check(terms, expected, extended, now);
            if (error != Cxe1Error.None)
            {
                extended = known;
                return false;
            }
            if (extended.All(one => one.Hash != terms.Hash)) extended = extended.Add(terms);
        }
        if (extended.Length > MaxKnown) extended = extended.RemoveRange(0, extended.Length - MaxKnown);
        return true;
    }

    /// <summary>
    /// Whether terms that an epoch names were in force when it was opened, by what is known of their side.
    /// </summary>
    /// <param name="known">Oldest first.</param>
    /// <param name="hash">The hash that the epoch names.</param>
    /// <param name="opened">When the epoch was opened. Unix milliseconds.</param>
    /// <param name="terms">The terms; null if they are unknown.</param>
    /// <returns>
    /// None, <see cref="Cxe1Error.TermsUnknown"/> or <see cref="Cxe1Error.TermsMismatch"/>.
    /// </returns>
    public static Cxe1Error InForce(
        IReadOnlyList<ConnectionTerms> known, Bytes32 hash, long opened, out ConnectionTerms? terms)
    {
        terms = null;
        for (var i = known.Count - 1; i >= 0; i--)
        {
            if (known[i].Hash != hash) continue;
            terms = known[i];
            var isInForce = i == known.Count - 1 || opened <= known[i + 1].Created + Cxe1Limits.ClockTolerance;
            return isInForce ? Cxe1Error.None : Cxe1Error.TermsMismatch;
        }
        return Cxe1Error.TermsUnknown;
    }

    /// <summary>What stands before and at the newest known record was judged when that was learned.</summary>
    private static int AfterNewest(ImmutableArray<ConnectionTerms> known, IReadOnlyList<ConnectionTerms> fetched)
    {
        if (known.IsEmpty) return 0;
        for (var i = fetched.Count - 1; i >= 0; i--)
            if (fetched[i].Hash == known[^1].Hash)
                return i + 1;
        return 0;
    }

    private static bool Follows(ConnectionTerms terms, ConnectionTerms newest) =>
        terms.Version == 1
            ? terms.Created > newest.Created
            : terms.Version == newest.Version + 1
                && terms.PreviousHash == newest.Hash
                && terms.Created >= newest.Created;
}
