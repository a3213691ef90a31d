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

    /// <summary>The lineage that goes along with an answer until it is settled, by connection and sequence.</summary>
    Lineages = 105,

    /// <summary>Mailbox entries that the application has not acknowledged, by mailbox sequence.</summary>
    Deliveries = 106,

    /// <summary>When a text came here for the application, by connection and logical id.</summary>
    Known = 107,

    /// <summary>The last mailbox sequence that is stored here.</summary>
    Position = 108,

    /// <summary>The rows of <see cref="Known"/> in the order of their times: time, then their key.</summary>
    KnownSince = 109,
}
