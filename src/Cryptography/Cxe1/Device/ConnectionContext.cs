namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// What a device knows for certain about one connection: who the two sides are and which terms they signed.
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
    /// The hash of this side's newest terms, which a sender uses; zero while it has none. Earlier ones are remembered
    /// by
    /// the device itself, for epochs that were opened under them.
    /// </summary>
    public Bytes32 OwnTerms { get; init; }

    /// <summary>The hash of the other side's newest terms, in the same way.</summary>
    public Bytes32 PeerTerms { get; init; }
}
