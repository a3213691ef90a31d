namespace ContextExchange.Cryptography.Cxe1;

/// <summary>One side of a connection as signed terms name it.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="AikHash">SHA-256 of the agent's identity key.</param>
/// <param name="OikHash">SHA-256 of its owner's identity key.</param>
public readonly record struct TermsParty(Guid Agent, Bytes32 AikHash, Bytes32 OikHash)
{
    /// <summary>Whether nobody is named: the peer of an offer.</summary>
    public bool IsZero => this == default;

    /// <summary>One side as its identity was pinned.</summary>
    public static TermsParty Of(AgentIdentity identity) => new(identity.Agent, identity.AikHash, identity.OikHash);

    internal static TermsParty Read(ref WireReader reader) =>
        new(reader.Id(), reader.Bytes32(), reader.Bytes32());

    internal void Write(ref WireWriter writer)
    {
        writer.Id(Agent);
        writer.Bytes32(AikHash);
        writer.Bytes32(OikHash);
    }
}
