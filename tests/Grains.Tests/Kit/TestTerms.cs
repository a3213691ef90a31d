using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Grains.Tests.Kit;

/// <summary>Signs terms as an owner would.</summary>
internal static class TestTerms
{
    /// <summary>The inviter's first version, for whoever holds a link.</summary>
    public static SignedTerms Offer(TestAgent own, Terms terms, long created, byte[]? secret = null) => new(
        terms, ConnectionTerms.IssueOffer(
            own.Owner.Oik, secret ?? new byte[32], own.Party, created, ReadOf(terms), LevelsOf(terms)).Bytes);

    /// <summary>The acceptor's first version, or with <paramref name="previous"/> a later one.</summary>
    public static SignedTerms For(
        TestAgent own, TestAgent peer, Terms terms, long created, ConnectionTerms? previous = null,
        TestOwner? signer = null) => new(
            terms, ConnectionTerms.Issue(
                (signer ?? own.Owner).Oik, ConnectionId.Between(own.Id, peer.Id).Value, own.Party, peer.Party, created,
                ReadOf(terms), LevelsOf(terms), previous).Bytes);

    /// <summary>A time at which a new chain of this side can begin.</summary>
    public static long After(TestAgent own, TestAgent peer, DateTimeOffset now) =>
        Math.Max(now.ToUnixTimeMilliseconds(), (own.TermsFor(peer)?.Created ?? 0) + 1);

    private static OwnerRead ReadOf(Terms terms) => terms.OwnerReads ? OwnerRead.Everything : OwnerRead.AskedOnly;

    private static IEnumerable<CategoryTerms> LevelsOf(Terms terms) => terms.Levels.Select(level =>
        new CategoryTerms(Protocol.Category.IdOf(level.Key), level.Value.Share, level.Value.Receive));
}
