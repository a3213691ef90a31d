namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// The identity keys of one agent as this device pinned them. Nothing that a server says changes them.
/// </summary>
/// <param name="Agent">The agent.</param>
/// <param name="Aik">The agent's Ed25519 identity key.</param>
/// <param name="Oik">Its owner's Ed25519 identity key.</param>
public readonly record struct AgentIdentity(Guid Agent, Bytes32 Aik, Bytes32 Oik)
{
    /// <summary>SHA-256 of the agent's identity key.</summary>
    public Bytes32 AikHash => Aik.Sha256OfBytes();

    /// <summary>SHA-256 of the owner's identity key.</summary>
    public Bytes32 OikHash => Oik.Sha256OfBytes();
}
