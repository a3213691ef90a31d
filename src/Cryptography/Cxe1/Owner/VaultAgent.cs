namespace ContextExchange.Cryptography.Cxe1;

/// <summary>One agent of an owner with its identity key (AIK).</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Aik">The Ed25519 private key; the vault that holds it needs it exportable and disposes it.</param>
/// <param name="Name">What the owner calls it, at most 255 bytes of UTF-8; may be empty.</param>
public sealed record VaultAgent(Guid Agent, Key Aik, string Name);
