using ContextExchange.Cryptography;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>
/// Terms by name, as people and the server's JSON have them, and the signed records that say the same.
/// </summary>
internal static class TermsSigning
{
    /// <summary>An invite's terms, before anybody has accepted.</summary>
    public static ConnectionTerms Offer(
        Key oik, AgentIdentity own, ReadOnlySpan<byte> secret, TermsInfo terms, long now) =>
        ConnectionTerms.IssueOffer(
            oik, secret, TermsParty.Of(own), now, OwnerReadOf(terms), CategoriesOf(terms));

    /// <summary>The own side's first terms of a connection that is made now.</summary>
    /// <param name="oik">The own owner's key.</param>
    /// <param name="own">The own side.</param>
    /// <param name="peer">The other side.</param>
    /// <param name="terms">What they say.</param>
    /// <param name="known">
    /// The own side's terms of an earlier connection with the same peer; the new ones are later than all of them.
    /// </param>
    /// <param name="now">Unix milliseconds.</param>
    public static ConnectionTerms First(
        Key oik, AgentIdentity own, AgentIdentity peer, TermsInfo terms, IReadOnlyList<ConnectionTerms> known,
        long now) =>
        ConnectionTerms.Issue(
            oik, ConnectionId.Between(new AgentId(own.Agent), new AgentId(peer.Agent)).Value, TermsParty.Of(own),
            TermsParty.Of(peer), known.Count > 0 ? Math.Max(now, known[^1].Created + 1) : now, OwnerReadOf(terms),
            CategoriesOf(terms), previous: null);

    /// <summary>The own side's next terms.</summary>
    public static ConnectionTerms Next(
        Key oik, AgentIdentity own, AgentIdentity peer, TermsInfo terms, ConnectionTerms newest, long now) =>
        ConnectionTerms.Issue(
            oik, ConnectionId.Between(new AgentId(own.Agent), new AgentId(peer.Agent)).Value, TermsParty.Of(own),
            TermsParty.Of(peer), Math.Max(now, newest.Created), OwnerReadOf(terms), CategoriesOf(terms), newest);

    /// <summary>Whether a record says exactly what the names say.</summary>
    public static bool Says(this ConnectionTerms record, TermsInfo terms) =>
        record.OwnerRead == OwnerReadOf(terms)
        && record.Categories.Length == terms.Levels.Count
        && CategoriesOf(terms).All(record.Categories.Contains);

    /// <summary>What a record says, by names; null where a category's name is not known here.</summary>
    public static TermsInfo? Named(this ConnectionTerms record, Func<Guid, string?> nameOf)
    {
        var levels = new Dictionary<string, CategoryLevels>();
        foreach (var (category, share, receive) in record.Categories)
        {
            if (nameOf(category) is not { } name) return null;
            levels.Add(name, new CategoryLevels(share, receive));
        }

        return new TermsInfo(levels, record.OwnerRead == OwnerRead.Everything);
    }

    private static OwnerRead OwnerReadOf(TermsInfo terms) =>
        terms.OwnerReads ? OwnerRead.Everything : OwnerRead.AskedOnly;

    private static IEnumerable<CategoryTerms> CategoriesOf(TermsInfo terms) => terms.Levels.Select(level =>
        new CategoryTerms(Category.IdOf(level.Key), level.Value.Share, level.Value.Receive));
}
