using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>
/// Reads both sides' signed terms page by page, until the newest that the connection shows is there. What is read is
/// in canonical form and no more: whoever uses it verifies it link by link.
/// </summary>
internal static class SignedTermsPages
{
    /// <summary>Both sides' terms, oldest first.</summary>
    /// <param name="api">With the credential that may read.</param>
    /// <param name="agent">The own agent.</param>
    /// <param name="info">The connection.</param>
    /// <param name="ownFrom">The newest own terms that are known, which are read again; null for the oldest.</param>
    /// <param name="theirsFrom">The same of the peer's side.</param>
    /// <param name="ct">Cancels the reading.</param>
    /// <exception cref="ExchangeException"><c>terms-invalid</c>.</exception>
    public static async Task<(IReadOnlyList<ConnectionTerms> Own, IReadOnlyList<ConnectionTerms> Theirs)> ReadAsync(
        ExchangeApi api, AgentId agent, ConnectionInfo info, ConnectionTerms? ownFrom, ConnectionTerms? theirsFrom,
        CancellationToken ct)
    {
        var (own, theirs) = (new List<ConnectionTerms>(), new List<ConnectionTerms>());
        var newest = (Own: Parse(info.OwnSignedTerms, info), Theirs: Parse(info.TheirSignedTerms, info));
        bool grew, isWhole;
        do
        {
            var page = await api.GetTermsAsync(
                agent, info.Peer, Hash(own.LastOrDefault() ?? ownFrom), Hash(theirs.LastOrDefault() ?? theirsFrom), ct);
            grew = Add(own, page.Own, info) | Add(theirs, page.Theirs, info);
            isWhole = Has(own, newest.Own) && Has(theirs, newest.Theirs);
        }
        while (grew && !isWhole && Math.Max(own.Count, theirs.Count) < Limits.MaxSignedTerms);
        return (own, theirs);
    }

    /// <summary>All terms of the own side, oldest first.</summary>
    public static async Task<IReadOnlyList<ConnectionTerms>> OwnAsync(
        ExchangeApi api, AgentId agent, ConnectionInfo info, CancellationToken ct) =>
        (await ReadAsync(api, agent, info, ownFrom: null, theirsFrom: null, ct)).Own;

    /// <summary>Terms in canonical form.</summary>
    public static ConnectionTerms Parse(byte[] record, ConnectionInfo info) =>
        ConnectionTerms.TryParse(record, out var terms, out var error)
            ? terms
            : throw Invalid(info, $"signed terms are not canonical ({error})");

    /// <summary>The refusal of terms that do not hold.</summary>
    public static ExchangeException Invalid(ConnectionInfo info, string what) => new(
        "terms-invalid", $"The terms between you and {info.PeerName} do not hold: {what}.");

    private static bool Add(List<ConnectionTerms> known, IReadOnlyList<byte[]> page, ConnectionInfo info)
    {
        var before = known.Count;
        foreach (var record in page)
            if (Parse(record, info) is var terms && !Has(known, terms)) known.Add(terms);
        return known.Count > before;
    }

    private static bool Has(List<ConnectionTerms> known, ConnectionTerms terms) =>
        known.FindLastIndex(one => one.Hash == terms.Hash) >= 0;

    private static byte[]? Hash(ConnectionTerms? terms) => terms?.Hash.ToArray();
}
