namespace ContextExchange.Client;

/// <summary>
/// The SDK's own tables in a device's store, beside those of CXE1. The numbers are stored and never change their
/// meaning.
/// </summary>
internal enum ClientTable : byte
{
    /// <summary>Ids, identity keys and names of this profile, by name. Holds secrets.</summary>
    Profile = 100,

    /// <summary>Invites that this device made: the secret of the link, by the invite's id.</summary>
    Invites = 101,

    /// <summary>Pinned identities of peers, by agent.</summary>
    Peers = 102,

    /// <summary>Device lists seen, by agent and version.</summary>
    DeviceLists = 103,

    /// <summary>Device certificates seen, by agent and hash.</summary>
    Certificates = 104,

    /// <summary>
    /// The lineage that goes along with answers: when it was kept, and the bytes, by the answered message.
    /// </summary>
    Lineages = 105,

    /// <summary>Mailbox entries that the application has not acknowledged, by mailbox sequence.</summary>
    Deliveries = 106,

    /// <summary>When a text came here for the application, by connection and logical id.</summary>
    Known = 107,

    /// <summary>The last mailbox sequence that is stored here.</summary>
    Position = 108,

    /// <summary>The signed terms of each side that were verified, by connection and agent.</summary>
    SignedTerms = 109,

    /// <summary>
    /// The offers that a connection came from, by connection: each the hash 32 of the terms that accepted it (zero
    /// where not known) || offer id 16. A row of an earlier version has the id alone.
    /// </summary>
    Offers = 110,

    /// <summary>Nacks that the server does not have yet, by peer and hash.</summary>
    Nacks = 111,

    /// <summary>Viewer certificates seen, by agent and hash.</summary>
    Viewers = 113,

    /// <summary>The owner's agents: identity key and name, by agent. Holds secrets.</summary>
    OwnerAgents = 114,

    /// <summary>The owner's viewers: private key and life, by viewer. Holds secrets.</summary>
    OwnerViewers = 115,

    /// <summary>The rows of <see cref="Known"/> in the order of their times: time, then their key.</summary>
    KnownSince = 116,

    /// <summary>
    /// Mailbox entries of peers that wait to be trusted, by connection and number: kind 1 || at 8 || tag length 1 ||
    /// tag || body.
    /// </summary>
    Parked = 117,

    /// <summary>Names of categories that stand in signed terms, in UTF-8, by category.</summary>
    CategoryNames = 118,
}
