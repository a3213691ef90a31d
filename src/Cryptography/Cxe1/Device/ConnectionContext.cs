namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// What a device was told about one connection: who the two sides are, as pinned, and which terms they signed. The
/// terms are judged here, against what the device remembers, before anything rests on them.
/// </summary>
public sealed record ConnectionContext
{
    /// <summary>The connection.</summary>
    public required Guid Connection { get; init; }

    /// <summary>This device's own agent.</summary>
    public required AgentIdentity Own { get; init; }

    /// <summary>The other side's agent, as pinned.</summary>
    public required AgentIdentity Peer { get; init; }

    /// <summary>
    /// This side's signed terms, oldest first, the newest last; at most the 1,024 newest. Their signatures need not
    /// have been checked. Empty if none is known: then nothing can be sealed or received.
    /// </summary>
    public required IReadOnlyList<ConnectionTerms> OwnTerms { get; init; }

    /// <summary>The other side's signed terms, in the same way.</summary>
    public required IReadOnlyList<ConnectionTerms> PeerTerms { get; init; }

    /// <summary>
    /// The offer ids of the invites from which the connection came, one for each time that it was made; none by
    /// default, which lets no offer pass. Who accepted computes one from the link, a device that never saw that has it
    /// from <see cref="AcceptedOffers"/>.
    /// </summary>
    public IReadOnlyList<Guid> Offers { get; init; } = [];

    internal TermsExpectation Expected(bool own) => new()
    {
        Side = own ? Own : Peer,
        Peer = own ? Peer : Own,
        Connection = Connection,
        Offers = Offers,
    };
}
