namespace ContextExchange.Cryptography.Cxe1;

/// <summary>An agent identity key that has signed its successor.</summary>
/// <param name="Aik">The Ed25519 key that was replaced.</param>
/// <param name="Until">When its rotation was made. Unix milliseconds.</param>
public readonly record struct PastKey(Bytes32 Aik, long Until);
