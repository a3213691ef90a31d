namespace ContextExchange.Cryptography.Cxe1;

/// <summary>Who must stand in one side's terms, from what was pinned and not from what a server says now.</summary>
public sealed record TermsExpectation
{
    /// <summary>The side whose terms they are.</summary>
    public required AgentIdentity Side { get; init; }

    /// <summary>The other side; null before anybody has accepted: then only an offer passes.</summary>
    public required AgentIdentity? Peer { get; init; }

    /// <summary>The connection.</summary>
    public required Guid Connection { get; init; }

    /// <summary>
    /// The offer ids of the invites from which the connection came, see <see cref="ConnectionTerms.OfferId"/> and
    /// <see cref="AcceptedOffers"/>: one for each time that it was made. None by default, which lets no offer pass.
    /// </summary>
    public IReadOnlyList<Guid> Offers { get; init; } = [];

    internal bool Fits(ConnectionTerms terms)
    {
        if (!Side.IsNamedBy(terms.Own)) return false;
        return terms.IsOffer
            ? Offers.Contains(terms.Connection)
            : Peer is { } peer && peer.IsNamedBy(terms.Peer) && terms.Connection == Connection;
    }
}
