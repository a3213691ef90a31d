namespace ContextExchange.Cryptography.Cxe1;

/// <summary>One viewer of an owner with its private key (OVK). Whoever destroys the key ends the reading.</summary>
/// <param name="Viewer">The viewer's id.</param>
/// <param name="Ovk">The X25519 private key; the vault that holds it needs it exportable and disposes it.</param>
/// <param name="NotBefore">Unix milliseconds, included.</param>
/// <param name="NotAfter">Unix milliseconds, excluded; at most 60 days after <paramref name="NotBefore"/>.</param>
public sealed record VaultViewer(Guid Viewer, Key Ovk, long NotBefore, long NotAfter);
