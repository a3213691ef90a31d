namespace ContextExchange.Cryptography.Cxe1;

/// <summary>The 2-byte suite ids of CXE1 that this version can use; every other id is refused.</summary>
public enum Suite : ushort
{
    /// <summary>DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305, Ed25519.</summary>
    X25519ChaCha20Poly1305 = 0x0001,
}
