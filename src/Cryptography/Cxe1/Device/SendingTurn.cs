namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// Everything that one call of a sender works with: its transaction, and who the parties are and what they have signed
/// at this moment.
/// </summary>
internal sealed record SendingTurn
{
    public required IDeviceTransaction Transaction { get; init; }
    public required ConnectionContext Connection { get; init; }
    public required AgentDirectory Own { get; init; }
    public required AgentDirectory Peer { get; init; }
    public required DeviceCertificate Certificate { get; init; }

    /// <summary>Unix milliseconds.</summary>
    public required long Now { get; init; }

    /// <summary>This side's newest terms.</summary>
    public required ConnectionTerms OwnTerms { get; init; }

    /// <summary>The other side's newest terms.</summary>
    public required ConnectionTerms PeerTerms { get; init; }

    /// <summary>What the message requests: what this side's terms demand, or more.</summary>
    public required RequestedLevel Requested { get; init; }

    /// <summary>This side's owner's viewer; null if it does not read this message.</summary>
    public required ViewerCertificate? OwnViewer { get; init; }

    /// <summary>The other side's owner's viewer; null if it does not read this message.</summary>
    public required ViewerCertificate? PeerViewer { get; init; }

    /// <summary>The connection's id.</summary>
    public Guid Id => Connection.Connection;

    /// <summary>The directory of the agent that a key or device belongs to; null if it is neither side.</summary>
    public AgentDirectory? DirectoryOf(Guid agent) =>
        agent == Connection.Own.Agent ? Own : agent == Connection.Peer.Agent ? Peer : null;
}
