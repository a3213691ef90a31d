using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Grains.Connections;

/// <summary>What terms and policies may say, and which signed terms may follow which. Pure.</summary>
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

    /// <summary>Whether an owner with these terms may have a viewer in an epoch's roster.</summary>
    public static bool AdmitViewer(Terms terms) =>
        terms.OwnerReads || terms.Levels.Values.Any(levels =>
            levels.Share == ConsentLevel.Ask || levels.Receive == ConsentLevel.Ask);

    /// <summary>Whether an inviter's terms may be offered to whoever holds the link.</summary>
    /// <remarks>
    /// The server does not know the link's secret, so it is the acceptor who checks that the offer is for this link.
    /// </remarks>
    public static Refusal CheckOffer(SignedTerms offer, AgentIdentity inviter, DateTimeOffset now) =>
        Check(offer, inviter, peer: null, connection: default, known: [], now, out _);

    /// <summary>Whether the offer can begin this side's chain now: made after everything that is known of it.</summary>
    public static Refusal CheckFirst(
        SignedTerms offer, AgentIdentity inviter, ConnectionSide side, DateTimeOffset now) =>
        CheckFirst(offer, inviter, peer: null, connection: default, side, now);

    /// <summary>The same for the side that accepts, whose first version names everything.</summary>
    public static Refusal CheckFirst(
        SignedTerms terms, AgentIdentity own, AgentIdentity peer, ConnectionId connection, ConnectionSide side,
        DateTimeOffset now) =>
        CheckFirst(terms, own, (AgentIdentity?)peer, connection, side, now);

    /// <summary>Whether these terms are the version after the newest one of their side.</summary>
    public static Refusal CheckNext(
        SignedTerms terms, AgentIdentity own, AgentIdentity peer, ConnectionId connection, ConnectionSide side,
        DateTimeOffset now)
    {
        var refusal = Check(terms, own, peer, connection, side.Records, now, out var record);
        if (refusal != Refusal.None) return refusal;
        if (record?.Version != side.Version + 1) return Refusal.StaleVersion;
        return side.Records.Length < Limits.MaxSignedTerms ? Refusal.None : Refusal.LimitReached;
    }

    /// <summary>
    /// The records of a side with one more. A new connection begins a new chain; where the side is full it forgets
    /// those before, so that nobody is left with a contract that cannot change.
    /// </summary>
    public static ReadOnlyMemory<byte>[] Appended(ReadOnlyMemory<byte>[] records, ReadOnlyMemory<byte> next) =>
        records.Length < Limits.MaxSignedTerms ? [.. records, next] : [next];

    /// <summary>A page of a side's records, from the one with a hash on; from the oldest if that is not kept.</summary>
    public static ReadOnlyMemory<byte>[] Page(ReadOnlyMemory<byte>[] records, ReadOnlySpan<byte> from)
    {
        var start = from.IsEmpty ? 0 : records.Length - 1;
        while (start > 0 && !Parse(records[start]).Hash.ToArray().AsSpan().SequenceEqual(from)) start--;
        return [.. records.Skip(start).Take(Limits.MaxTermsPage)];
    }

    /// <exception cref="InvalidOperationException">Not a record; none other is ever stored.</exception>
    public static ConnectionTerms Parse(ReadOnlyMemory<byte> record) =>
        ConnectionTerms.TryParse(record, out var terms, out var error)
            ? terms
            : throw new InvalidOperationException($"Stored terms are refused: {error}.");

    private static Refusal CheckFirst(
        SignedTerms terms, AgentIdentity own, AgentIdentity? peer, ConnectionId connection, ConnectionSide side,
        DateTimeOffset now)
    {
        var refusal = Check(terms, own, peer, connection, side.Records, now, out var record);
        if (refusal != Refusal.None) return refusal;
        var isKnown = side.Records.Any(known => Parse(known).Hash == record?.Hash);
        return record?.Version == 1 && !isKnown ? Refusal.None : Refusal.StaleVersion;
    }

    /// <param name="signed">Names and record.</param>
    /// <param name="own">Whose they must be.</param>
    /// <param name="peer">Whom they must name; null for an offer, which names nobody.</param>
    /// <param name="connection">Of the record; not asked of an offer.</param>
    /// <param name="known">The side's records, oldest first.</param>
    /// <param name="now">The server's clock.</param>
    /// <param name="record">Null when it is malformed.</param>
    private static Refusal Check(
        SignedTerms signed, AgentIdentity own, AgentIdentity? peer, ConnectionId connection,
        IReadOnlyList<ReadOnlyMemory<byte>> known, DateTimeOffset now, out ConnectionTerms? record)
    {
        if (!ConnectionTerms.TryParse(signed.Record, out record, out _)) return Refusal.Malformed;
        if (!IsValid(signed.Terms) || !Says(record, signed.Terms)) return Refusal.Malformed;
        if (record.IsOffer != peer is null) return Refusal.Malformed;
        var expected = new TermsExpectation
        {
            Side = own,
            Peer = peer,
            Connection = connection.Value,
            Offers = record.IsOffer ? [record.Connection] : [],
        };
        var at = now.ToUnixTimeMilliseconds();
        return TermsChain.Check(record, expected, known.Select(Parse).ToArray(), at) switch
        {
            Cxe1Error.None => Refusal.None,
            Cxe1Error.SignatureInvalid => Refusal.InvalidSignature,
            Cxe1Error.HistoryForked => Refusal.StaleVersion,
            _ => Refusal.Malformed,
        };
    }

    /// <summary>Whether the record has exactly the levels that the names say.</summary>
    private static bool Says(ConnectionTerms record, Terms terms) =>
        record.OwnerRead == (terms.OwnerReads ? OwnerRead.Everything : OwnerRead.AskedOnly)
        && record.Categories.Length == terms.Levels.Count
        && terms.Levels.All(level => record.Categories.Contains(
            new CategoryTerms(Protocol.Category.IdOf(level.Key), level.Value.Share, level.Value.Receive)));
}
