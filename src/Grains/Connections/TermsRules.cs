using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Grains.Connections;

/// <summary>What terms and policies may say, and the hash by which epochs name terms. Pure.</summary>
internal static class TermsRules
{
    private static readonly TimeSpan ShortestIdle = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestIdle = TimeSpan.FromDays(365);

    public static bool IsValid(Terms terms)
    {
        if (terms.Levels is null || terms.Levels.Count > Limits.MaxCategoriesPerContract) return false;
        foreach (var (name, levels) in terms.Levels)
        {
            if (!Category.TryParse(name, null, out _)) return false;
            if (!Enum.IsDefined(levels.Share) || !Enum.IsDefined(levels.Receive)) return false;
        }

        return true;
    }

    public static bool IsValid(ConnectionPolicy policy, DateTimeOffset now) =>
        Enum.IsDefined(policy.Retention)
        && (policy.ExpiresAt is not { } expires || expires > now)
        && (policy.IdleAfter is not { } idle || (idle >= ShortestIdle && idle <= LongestIdle));

    /// <summary>SHA-256 of the canonical CXE1 terms body of one side.</summary>
    /// <param name="connection">Which connection.</param>
    /// <param name="own">The agent certificate of the side whose terms these are.</param>
    /// <param name="peer">The other side's.</param>
    /// <param name="terms">The levels.</param>
    /// <param name="version">From 1.</param>
    /// <param name="previousHash">Of the version before; zero for the first.</param>
    /// <param name="created">When these terms were made.</param>
    public static Bytes32 Hash(
        ConnectionId connection, AgentCertificate own, AgentCertificate peer, Terms terms, int version,
        Bytes32 previousHash, DateTimeOffset created) =>
        ConnectionTerms.HashOf(
            connection.Value, PartyOf(own), PartyOf(peer), (uint)version, previousHash,
            created.ToUnixTimeMilliseconds(),
            terms.OwnerReads ? OwnerRead.Everything : OwnerRead.AskedOnly,
            terms.Levels.Select(level =>
                new CategoryTerms(Protocol.Category.IdOf(level.Key), level.Value.Share, level.Value.Receive)));

    private static TermsParty PartyOf(AgentCertificate certificate) =>
        new(certificate.Agent, certificate.Aik.Sha256OfBytes(), certificate.OikHash);
}
