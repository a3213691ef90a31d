namespace ContextExchange.Cryptography.Cxe1;

/// <summary>An offer from which a connection came, and the other side's terms that accepted it.</summary>
/// <param name="Offer">The offer id, see <see cref="ConnectionTerms.OfferId"/>.</param>
/// <param name="Acceptance">The hash of the other side's version 1; zero where that is not known.</param>
public readonly record struct AcceptedOffer(Guid Offer, Bytes32 Acceptance);
